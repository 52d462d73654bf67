"use strict";
// The page can be read without this. It adds a filter, buttons that copy commands, and opens what a
// link leads into.
(function () {
  function open(id) {
    var at = id && document.getElementById(decodeURIComponent(id));
    for (var up = at; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    if (at) at.scrollIntoView();
  }
  addEventListener("hashchange", function () { open(location.hash.slice(1)); });
  open(location.hash.slice(1));

  document.querySelectorAll("pre.again").forEach(function (pre) {
    if (!navigator.clipboard) return;
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = "copy";
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(pre.textContent).then(function () { button.textContent = "copied"; });
    });
    var box = document.createElement("div");
    box.className = "copied";
    pre.replaceWith(box);
    box.append(pre, button);
  });

  var heading = document.getElementById("details");
  if (!heading) return;
  var label = document.createElement("label");
  var box = document.createElement("input");
  box.type = "search";
  label.className = "filter";
  label.append("Show only scenarios with these words ", box);
  heading.after(label);
  var items = Array.from(document.querySelectorAll("details.scenario")).map(function (item) {
    return { item: item, words: item.textContent.toLowerCase() };
  });
  box.addEventListener("input", function () {
    var wanted = box.value.toLowerCase().split(/\s+/);
    items.forEach(function (one) {
      one.item.hidden = !wanted.every(function (word) { return one.words.includes(word); });
    });
  });
})();
