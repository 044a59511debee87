// Turns the words that Streamlit itself shows into Russian. Only whole strings that stand in the dictionary, and a few
// anchored patterns, are replaced; whatever the application or its data wrote stays as it is.
(function (dictionary) {
  "use strict";
  // Streamlit's calendars, numbers and screen-reader hints follow the browser's language; the interface is Russian.
  Object.defineProperty(navigator, "language", { get: () => "ru-RU", configurable: true });
  Object.defineProperty(navigator, "languages", { get: () => ["ru-RU", "ru"], configurable: true });

  // {size} in a pattern is a number of bytes as Streamlit writes it: "2.5KB".
  const units = { B: "Б", KB: "КБ", MB: "МБ", GB: "ГБ", TB: "ТБ" };
  const compile = ([source, target]) => [
    new RegExp(source.replace("{size}", "(?<number>\\d[\\d.]*)\\s?(?<unit>[KMGT]?B)")), target,
  ];
  const textWords = {
    strings: new Map(Object.entries(dictionary.strings)),
    patterns: dictionary.patterns.map(compile),
  };
  // Labels for screen readers repeat the name of a widget: these patterns would be too loose for visible text.
  const attributeWords = {
    strings: new Map(Object.entries({ ...dictionary.strings, ...dictionary.attributeStrings })),
    patterns: dictionary.patterns.concat(dictionary.attributePatterns).map(compile),
  };
  const attributes = ["aria-label", "aria-description", "placeholder", "title", "alt", "data-title", "aria-valuetext"];
  const attributeSelector = attributes.map((name) => `[${name}]`).join(",");
  const latin = /[A-Za-z]/;
  // Text of the application and of its data. Checked only after a string was found in the dictionary.
  const ours = [
    "stMarkdown", "stHeading", "stText", "stCode", "stTable", "stJson", "stMetric", "stAlert", "stWidgetLabel",
    "stButton", "stDownloadButton", "stLinkButton", "stPageLink", "stSidebarNavLink", "stSidebarNavSection", "stTab",
    "stCheckbox", "stRadio", "stButtonGroup", "stCaptionContainer",
  ].map((name) => `[data-testid="${name}"]`).concat([
    "text", "tspan", "textarea", "script", "style", "pre", "summary", "td", "th",
    "[contenteditable=true]:not([role=spinbutton])",
  ]).join(",");
  // Streamlit's own lines inside lists of choices; everything else there is data.
  const inChoices = /^(Select (all|\d+ matches)|No (results|options.*)|Add: .+|Past .+)$/;

  function russian(value, words) {
    if (value === null || !latin.test(value)) return null;
    const whole = words.strings.get(value);
    if (whole !== undefined) return whole;
    if (value.length > 300) return null;
    for (const [pattern, target] of words.patterns) {
      const match = pattern.exec(value);
      if (match === null) continue;
      if (match.groups === undefined) return value.replace(pattern, target);
      const number = match.groups.number.replace(/\.0$/, "").replace(".", ",");
      const size = `${number}\u00a0${units[match.groups.unit]}`;
      return value.replace(pattern, target.replace("{size}", size));
    }
    return null;
  }

  function translateText(node) {
    const value = node.nodeValue;
    const target = russian(value, textWords);
    if (target === null) return;
    const parent = node.parentElement;
    if (parent === null || parent.closest(ours) !== null) return;
    if (parent.closest('[role="option"],[role="gridcell"]') !== null && !inChoices.test(value)) return;
    node.nodeValue = target;
  }

  function translateAttribute(element, name) {
    const target = russian(element.getAttribute(name), attributeWords);
    if (target !== null) element.setAttribute(name, target);
  }

  function translateTree(root) {
    if (root.nodeType === Node.TEXT_NODE) {
      translateText(root);
      return;
    }
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    if (root.matches(attributeSelector)) attributes.forEach((name) => translateAttribute(root, name));
    for (const element of root.querySelectorAll(attributeSelector)) {
      attributes.forEach((name) => translateAttribute(element, name));
    }
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() !== null) translateText(walker.currentNode);
  }

  const observer = new MutationObserver((records) => {
    for (const record of records) {
      if (record.type === "childList") record.addedNodes.forEach(translateTree);
      else if (record.type === "characterData") translateText(record.target);
      else translateAttribute(record.target, record.attributeName);
    }
    // What was changed just now is ours; without this every replacement would be looked at once more.
    observer.takeRecords();
  });
  observer.observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: attributes,
  });
})
