/**
 * The page's one script: search and filters over the rows that are there. It writes no text of the report and makes no element,
 * so that hostile text stays text; the security policy allows it by its hash.
 *
 * A link with data-find or data-level sets the filter before it is followed. Rows of findings, detections, identities and questions are hidden by `hidden`; a fold without a row left is hidden as
 * well. Following a link opens the fold that holds its target, in browsers that do not, too.
 */
export const filterScript: string = `
(() => {
  const bar = document.getElementById("filter");
  const open = (target) => {
    for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };
  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const hidden = target.closest("[hidden]");
    if (hidden && bar) clear();
    open(target);
    if (target.matches("details")) target.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details:not(.as-table)")) fold.open = true;
  });
  if (!bar) { follow(); return; }
  const levels = ["critical", "high", "medium", "low", "info"];
  const by = (id) => document.getElementById(id);
  const [text, level, isNew, count] = [by("filter-text"), by("filter-level"), by("filter-new"), by("filter-count")];
  const rankOf = (mark) => { const at = mark ? levels.indexOf(mark.textContent.trim()) : -1; return at < 0 ? 0 : at + 1; };
  const rows = [];
  for (const group of document.querySelectorAll("details.group")) {
    const head = group.querySelector("summary");
    const rank = rankOf(head.querySelector(".mark"));
    const words = head.textContent.toLowerCase();
    for (const row of group.querySelectorAll(".inside > table > tbody > tr, .rest > li")) {
      rows.push({ row, group, rank: rankOf(row.querySelector("th > .mark")) || rank, words, own: undefined, fresh: row.querySelector(".new") !== null });
    }
  }
  for (const row of document.querySelectorAll("#identities tbody > tr, .questions > li")) {
    rows.push({ row, group: row.closest(".cause"), rank: rankOf(row.querySelector(".mark")), words: "", own: undefined, fresh: false });
  }
  const apply = () => {
    const wanted = text.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const most = Number(level.value);
    const onlyNew = isNew !== null && isNew.checked;
    const groups = new Map();
    let left = 0;
    for (const one of rows) {
      if (wanted.length > 0 && one.own === undefined) one.own = one.words + " " + one.row.textContent.toLowerCase();
      const shows = (one.rank <= most) && (!onlyNew || one.fresh) && wanted.every((word) => one.own.includes(word));
      if (one.row.hidden === shows) one.row.hidden = !shows;
      if (shows) left += 1;
      if (one.group) groups.set(one.group, (groups.get(one.group) || 0) + (shows ? 1 : 0));
    }
    for (const [group, shown] of groups) group.hidden = shown === 0;
    count.textContent = left === rows.length ? "" : left.toLocaleString("en-US") + " of " + rows.length.toLocaleString("en-US") + " rows";
  };
  const clear = () => {
    text.value = "";
    level.value = "5";
    if (isNew) isNew.checked = false;
    apply();
  };
  let waiting = 0;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(apply, 80); };
  text.addEventListener("input", later);
  level.addEventListener("change", apply);
  if (isNew) isNew.addEventListener("change", apply);
  by("filter-clear").addEventListener("click", () => { clear(); text.focus(); });
  for (const link of document.querySelectorAll("a[data-find], a[data-level]")) {
    link.addEventListener("click", () => {
      text.value = link.dataset.find || "";
      level.value = link.dataset.level || "5";
      apply();
    });
  }
  const all = by("filter-open");
  all.addEventListener("click", () => {
    const opens = all.textContent === "Open all";
    for (const fold of document.querySelectorAll("details.group")) fold.open = opens;
    all.textContent = opens ? "Close all" : "Open all";
  });
  bar.hidden = false;
  follow();
})();
`;
