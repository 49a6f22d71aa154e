"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const view = createMap(document.getElementById("map"), L, {
    texts: data.texts,
    onPick: (code, place) => {
      const box = document.createElement("div");
      (data.popups[code] || []).forEach((line, number) => {
        const words = document.createElement(number ? "div" : "strong");
        words.textContent = line;
        box.append(words);
      });
      view.map.openPopup(box, place, { maxWidth: 340 });
    },
  });
  view.update(data);
})();
