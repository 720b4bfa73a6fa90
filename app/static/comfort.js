// Comfort only: every page works without it.
(() => {
  const kept = "leadline-place", soon = 15000, field = document.querySelector(".search input");
  let byKey = false;

  addEventListener("keydown", (event) => {
    byKey = true;
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !field) return;
    if (event.target.closest("input, select, textarea")) return;
    event.preventDefault();
    field.select();
  });
  addEventListener("pointerdown", () => (byKey = false));

  // A choice by keyboard passes others on its way: it waits for Enter or the button.
  addEventListener("change", ({ target }) => {
    if (!byKey && target.matches("[data-at-once] select")) target.form.requestSubmit();
  });

  // What is not chosen need not stand in the address.
  addEventListener("formdata", ({ target, formData }) => {
    if (!target.matches("[data-at-once]")) return;
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });

  // After a form is sent one comes back to where one was.
  addEventListener("submit", ({ target }) => {
    const place = { path: location.pathname, top: scrollY, at: Date.now() };
    if (target.method === "post") sessionStorage.setItem(kept, JSON.stringify(place));
  });
  const place = JSON.parse(sessionStorage.getItem(kept) || "null");
  sessionStorage.removeItem(kept);
  if (place && place.path === location.pathname && Date.now() - place.at < soon) {
    addEventListener("load", () => scrollTo({ top: place.top, behavior: "instant" }));
  }
})();
