// A date that was typed leaves Streamlit's calendar open over what stands below it, and Escape would close the whole
// form: Tab and Enter close the calendar as a click beside it does.
document.addEventListener("keydown", (event) => {
  const field = event.target instanceof Element ? event.target.closest('[data-testid="stDateInput"]') : null;
  if (field === null || (event.key !== "Tab" && event.key !== "Enter")) return;
  setTimeout(() => {
    const within = document.activeElement !== null && field.contains(document.activeElement);
    if (event.key === "Tab" && within && document.activeElement.getAttribute("role") === "spinbutton") return;
    const beside = field.closest('[data-testid="stVerticalBlock"]') ?? document.body;
    for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
      beside.dispatchEvent(new PointerEvent(kind, { bubbles: true, button: 0, pointerType: "mouse" }));
    }
  }, 0);
}, true);
