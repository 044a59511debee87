#!/bin/sh
# Browser tests drive Debian's Chromium. Installs it where that needs no question; else says what to do and goes on.
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests ..."
  if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-dejavu-core; } \
    >/dev/null 2>&1 </dev/null; then
    exit 0
  fi
fi
echo "Browser tests are skipped: no Chromium. Install it, on Debian with: apt-get install chromium"
