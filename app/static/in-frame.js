// Inside a frame: tells the page around it how tall the widget is, and nothing else.
(() => {
  if (window.parent === window) return;
  const tell = () => window.parent.postMessage({ leadline: { height: document.querySelector("main").offsetHeight } }, "*");
  new ResizeObserver(tell).observe(document.querySelector("main"));
  addEventListener("load", tell);
})();
