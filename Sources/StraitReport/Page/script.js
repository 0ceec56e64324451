// SPDX-License-Identifier: Apache-2.0
// Only what the page can do without: filtering, copying, and opening what a link leads to in browsers that do not.
"use strict";
(() => {
  const get = (id) => document.getElementById(id);
  const filter = get("filter");
  const fields = { o: get("f-o"), a: get("f-a"), k: get("f-k") };
  const marked = [...document.querySelectorAll("[data-o]")].map((element) => {
    const place = element.closest("[data-a]");
    const square = element.classList.contains("sq");
    return { element, square, o: element.dataset.o, k: element.dataset.k, a: place ? place.dataset.a : "" };
  });
  const groups = [...document.querySelectorAll("[data-a]:not([data-o])")];

  function apply() {
    const want = Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.value]));
    let shown = 0;
    let all = 0;
    for (const item of marked) {
      const fits = ["o", "a", "k"].every((key) => want[key] === "" || want[key] === item[key]);
      // A square keeps its place, so that the grid keeps its shape.
      if (item.square) {
        item.element.classList.toggle("dim", !fits);
        all += 1;
        if (fits) shown += 1;
      } else {
        item.element.hidden = !fits;
      }
    }
    for (const group of groups) group.hidden = want.a !== "" && group.dataset.a !== want.a;
    get("f-count").textContent = shown === all ? "" : `${shown} of ${all} cells`;
  }

  for (const field of Object.values(fields)) field.addEventListener("change", apply);
  get("f-reset").addEventListener("click", () => {
    for (const field of Object.values(fields)) field.value = "";
    apply();
  });
  filter.hidden = false;

  function reveal() {
    let name = "";
    try {
      name = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    const target = name === "" ? null : get(name);
    const details = target && target.closest("details");
    if (!details) return;
    details.open = true;
    details.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  reveal();

  // Paper has no triangles to click.
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details.minor, details.cell:not(.passed)")) details.open = true;
  });

  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.previousElementSibling.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(button.previousElementSibling);
        button.textContent = "Press Ctrl-C";
      }
    });
  }
})();
