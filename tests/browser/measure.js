// What a careful eye would measure on a page. Each function answers with a list of sentences; an empty one is good.
(() => {
  const name = (element) =>
    `<${element.localName}${element.id ? `#${element.id}` : ""}${element.className?.length ? `.${element.className.split(" ").join(".")}` : ""}>` +
    ` "${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40)}"`;
  const shown = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const forEarsOnly = (element) => element.closest(".sr, .skip") !== null;
  const clips = (element) => {
    const { overflowX, overflowY, clipPath } = getComputedStyle(element);
    return overflowX !== "visible" || overflowY !== "visible" || clipPath !== "none";
  };

  function* texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest("script, noscript, template, option, datalist, textarea, title")) continue;
      if (shown(parent) && !forEarsOnly(parent)) yield node;
    }
  }

  function boxes(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((box) => box.width > 0.5 && box.height > 0.5);
  }

  // Nothing reaches over the edge of the window, and no text over the edge of a box that cuts it off.
  function cut(width) {
    const found = [];
    const wide = document.documentElement.scrollWidth;
    if (wide > width) found.push(`the page is ${wide} px wide in a window of ${width}`);
    for (const node of texts()) {
      const parent = node.parentElement;
      for (const box of boxes(node)) {
        if (box.left < -1 || box.right > width + 1) found.push(`reaches over the edge: ${name(parent)}`);
      }
      if (getComputedStyle(parent).textOverflow === "ellipsis") found.push(`is shortened with dots: ${name(parent)}`);
      for (let around = parent; around !== document.body; around = around.parentElement) {
        if (!clips(around)) continue;
        if (around.scrollWidth > around.clientWidth + 1 || around.scrollHeight > around.clientHeight + 1) {
          found.push(`is cut off by ${name(around)}: ${name(parent)}`);
        }
      }
    }
    for (const input of document.querySelectorAll("select, input:not([type=hidden])")) {
      if (shown(input) && input.localName === "input" && input.scrollWidth > input.clientWidth + 1) found.push(`does not show all it holds: ${name(input)}`);
    }
    return [...new Set(found)];
  }

  // No label of a control breaks into three lines.
  function lines() {
    const controls = document.querySelectorAll(".button, button, nav a, summary");
    return [...controls].filter(shown).flatMap((control) => {
      const range = document.createRange();
      range.selectNodeContents(control);
      const tops = new Set([...range.getClientRects()].filter((box) => box.height > 8).map((box) => Math.round(box.bottom / 6)));
      return tops.size > 2 ? [`stands in ${tops.size} lines: ${name(control)}`] : [];
    });
  }

  // A painting keeps its own ratio, and nothing cuts it.
  async function paintings() {
    const found = [];
    const images = [...document.querySelectorAll("main img")].filter(shown);
    for (const image of images) image.loading = "eager";
    const isThere = (image) => image.complete && image.naturalWidth > 0;
    for (let waited = 0; waited < 100 && !images.every(isThere); waited++) await new Promise((done) => setTimeout(done, 50));
    for (const image of images.filter((image) => !isThere(image))) found.push(`does not load: ${image.alt || image.src}`);
    for (const image of images) {
      const box = image.getBoundingClientRect();
      const style = getComputedStyle(image);
      const inner = {
        width: box.width - parseFloat(style.borderLeftWidth) - parseFloat(style.borderRightWidth),
        height: box.height - parseFloat(style.borderTopWidth) - parseFloat(style.borderBottomWidth),
      };
      const off = inner.width / inner.height / (image.naturalWidth / image.naturalHeight) - 1;
      if (Math.abs(off) > 0.02) found.push(`is ${(off * 100).toFixed(1)} % off its ratio: ${image.alt || image.currentSrc}`);
      if (style.objectFit === "cover" || style.clipPath !== "none") found.push(`is cropped: ${image.alt}`);
      if (box.width < 24) found.push(`is only ${box.width} px wide: ${image.alt}`);
      for (let around = image.parentElement; around !== document.body; around = around.parentElement) {
        if (getComputedStyle(around).backgroundImage.includes("url(")) found.push(`has a picture behind it: ${name(around)}`);
        const frame = around.getBoundingClientRect();
        const sticksOut = box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
        if (clips(around) && sticksOut) found.push(`is cropped by ${name(around)}: ${image.alt}`);
      }
    }
    for (const image of document.querySelectorAll("svg image")) {
      if (/slice|none/.test(image.getAttribute("preserveAspectRatio") ?? "")) found.push("is cropped or stretched in the drawing");
    }
    return { count: images.length, found };
  }

  // Where a finger may land: the element itself, or the card over which its ::after lies.
  function target(control) {
    if (/^(checkbox|radio)$/.test(control.type) && control.labels[0]) return control.labels[0].getBoundingClientRect();
    const over = getComputedStyle(control, "::after");
    const own = over.content !== "none" && over.position === "absolute" ? control.offsetParent : control;
    return own.getBoundingClientRect();
  }

  const isInASentence = (control) =>
    control.localName === "a" && getComputedStyle(control).display === "inline" && control.closest("p, li, dd")?.textContent.trim() !== control.textContent.trim();

  function small(least) {
    const controls = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary");
    return [...controls].filter((control) => shown(control) && !forEarsOnly(control) && !isInASentence(control)).flatMap((control) => {
      const box = target(control);
      const isControl = control.matches(".button, button, input, select, summary, nav a, .strip a, .tools a");
      const side = isControl ? least : 24;
      return box.height < side - 0.5 || box.width < Math.min(side, 24) - 0.5
        ? [`is ${Math.round(box.width)} × ${Math.round(box.height)} px: ${name(control)}`]
        : [];
    });
  }

  // Where the keyboard stands: what ring it has, and what lies over it.
  function stop() {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const seen = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && luminance(style.outlineColor) !== null;
    // A choice may be drawn by what stands in its label; what is transparent has no ring.
    const label = element.matches("[type=checkbox], [type=radio]") ? element.labels[0] : null;
    const drawn = [element, ...(label ? [label, ...label.querySelectorAll("*")] : [])].filter((each) => getComputedStyle(each).opacity !== "0");
    const ring = drawn.flatMap((each) => [null, "::before", "::after"].map((part) => getComputedStyle(each, part))).find(seen);
    const wall = around(element);
    const box = target(element);
    const points = [0.02, 0.5, 0.98].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [box.left + box.width * x, box.top + box.height * y]));
    const inside = points.filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
    const covered = inside.filter(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return !(top && ((label ?? element).contains(top) || top.contains(element)));
    });
    const complaints = [];
    if (!ring) complaints.push(`has no ring of 2 px: ${name(element)}`);
    else if (contrast(luminance(ring.outlineColor), wall) < 3) complaints.push(`has a ring one can hardly see: ${name(element)}`);
    if (!inside.length) complaints.push(`is out of sight: ${name(element)}`);
    if (covered.length) complaints.push(`is covered at ${covered.length} of ${inside.length} points: ${name(element)}`);
    return { name: name(element), href: element.getAttribute("href"), complaints };
  }

  function luminance(colour) {
    const canvas = (luminance.canvas ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true }));
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    if (alpha < 128) return null;
    const [r, g, b] = [red, green, blue].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function around(element) {
    for (let each = element.parentElement; each; each = each.parentElement) {
      const light = luminance(getComputedStyle(each).backgroundColor);
      if (light !== null) return light;
    }
    return 1;
  }

  // English that nobody translated. The name of the language may stay, that of a key, and names that are known to be names.
  function english(names = []) {
    const words = (text) => names.reduce((rest, name) => rest.replaceAll(name, ""), text).match(/[A-Za-z]{3,}/g) ?? [];
    const spoken = [...texts()].filter((node) => /^(ky|ru)$/.test(node.parentElement.closest("[lang]").lang));
    const named = [...document.querySelectorAll("[aria-label], [alt], [title], [placeholder], [data-busy]")];
    return [
      document.title,
      ...spoken.map((node) => node.data),
      ...named.flatMap((element) => ["aria-label", "alt", "title", "placeholder", "data-busy"].map((name) => element.getAttribute(name) ?? "")),
    ]
      .filter((text) => words(text.replace(/\b(English|Enter)\b/g, "")).length)
      .map((text) => `is not translated: ${text.trim()}`);
  }

  const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

  window.measure = { cut, lines, paintings, small, stop, english };
})();
