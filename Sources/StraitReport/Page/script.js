// SPDX-License-Identifier: Apache-2.0
// Only what the page can do without: filtering, copying, and opening what a link leads to in browsers that do not.
"use strict";
(() => {
  const get = (id) => document.getElementById(id);
  function setUp(filter) {
    // A run without expectations has no verdicts to choose from.
    const fields = Object.fromEntries(["q", "o", "v", "a", "k"].map((key) => [key, get(`f-${key}`)]).filter(([, field]) => field));
    const groups = [...document.querySelectorAll("[data-a]:not([data-o])")].map((element) => ({
      element, a: element.dataset.a, tables: element.classList.contains("group"), shown: 0,
    }));
    const groupOf = new Map(groups.map((group) => [group.element, group]));
    const marked = [...document.querySelectorAll("[data-o]")].map((element) => {
      const place = element.closest("[data-a]");
      const { o, v, q, k } = element.dataset;
      // A square of several layouts has an outcome of each, and one of a comparison both of its kernels.
      const outcomes = o.split(" ");
      const [verdicts, answers, kernels] = [v, q, k].map((text) => new Set((text ?? "").split(" ")));
      return { element, square: element.localName === "a", outcomes, verdicts, answers, kernels, a: place.dataset.a, group: groupOf.get(place) };
    });
    const total = marked.reduce((sum, item) => sum + (item.square ? item.outcomes.length : 0), 0);

    function apply() {
      const [q, o, v, a, k] = ["q", "o", "v", "a", "k"].map((key) => fields[key]?.value ?? "");
      let shown = 0;
      for (const group of groups) group.shown = 0;
      for (const item of marked) {
        const count = o === "" ? item.outcomes.length : item.outcomes.filter((outcome) => outcome === o).length;
        const fits = count > 0 && (v === "" || item.verdicts.has(v)) && (q === "" || item.answers.has(q))
          && (k === "" || item.kernels.has(k)) && (a === "" || a === item.a);
        if (fits && item.group) item.group.shown += 1;
        // A square keeps its place, so that the grid keeps its shape.
        if (item.square) {
          if (fits) shown += count;
          if (item.dim !== !fits) item.element.classList.toggle("dim", !fits);
          item.dim = !fits;
        } else if (item.element.hidden !== !fits) {
          item.element.hidden = !fits;
        }
      }
      for (const { element, a: own, tables, shown: some } of groups) {
        element.hidden = (a !== "" && own !== a) || (tables && some === 0);
      }
      get("f-count").textContent = shown === total ? "" : `${shown} of ${total} cells`;
    }

    for (const field of Object.values(fields)) field.addEventListener("change", apply);
    get("f-reset").addEventListener("click", () => {
      for (const field of Object.values(fields)) field.value = "";
      apply();
    });
    filter.hidden = false;
  }
  // A run in which nothing varies has nothing to filter by.
  if (get("filter")) setUp(get("filter"));

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

  // A page that loads itself again stays where its reader is: the place, what is open, and the filter.
  const live = document.querySelector("meta[http-equiv=refresh]");
  const key = `strait:${location.pathname}`;
  const boxes = () => [...document.querySelectorAll("details")];
  const name = (box) => box.querySelector("[id]")?.id ?? box.querySelector("summary").textContent;
  const fields = () => [...document.querySelectorAll("select")];
  function keep() {
    const open = boxes().filter((box) => box.open).map(name);
    const shut = boxes().filter((box) => !box.open).map(name);
    try {
      sessionStorage.setItem(key, JSON.stringify({ y: scrollY, open, shut, fields: fields().map((field) => field.value) }));
    } catch {
      // Storage may be forbidden; the page is then at its top again.
    }
  }
  function restore() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(key));
      sessionStorage.removeItem(key);
    } catch {
      return;
    }
    if (!kept) return;
    const [open, shut] = [new Set(kept.open), new Set(kept.shut)];
    // What was not there before keeps the state that it comes with.
    for (const box of boxes()) box.open = open.has(name(box)) || (box.open && !shut.has(name(box)));
    fields().forEach((field, index) => {
      field.value = kept.fields[index] ?? "";
      field.dispatchEvent(new Event("change"));
    });
    history.scrollRestoration = "manual";
    scrollTo(0, kept.y);
  }
  // The last page of a run is not live itself, and is reached from one that was.
  restore();
  if (live) addEventListener("pagehide", keep);

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
