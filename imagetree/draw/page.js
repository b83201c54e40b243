// data is what html.go writes. Images stand with a parent before its children, so one pass downwards and one upwards computes all sums.
const images = data.images, byName = new Map(images.map((m, i) => [m.n, i]));
const today = data.today || new Date().toISOString().slice(0, 10);
const $ = id => document.getElementById(id);
const rank = { error: 3, warning: 2, info: 1 };
const make = (tag, text, cls) => { const e = document.createElement(tag); if (text !== undefined) e.textContent = text; if (cls) e.className = cls; return e; };
const plural = (n, what) => n.toLocaleString("en") + " " + what + (n === 1 ? "" : "s");
const days = day => Math.round((Date.parse(day) - Date.parse(today)) / 86400000);
const urgency = day => days(day) < 0 ? "past" : days(day) <= 90 ? "soon" : "";
const size = n => n >= 1e9 ? (n / 1e9).toFixed(1) + " GB" : Math.max(1, Math.round(n / 1e6)) + " MB";
const parents = i => { const out = []; for (let at = images[i].p; at >= 0; at = images[at].p) out.push(at); return out; };

images.forEach((m, i) => {
  m.i = i; m.kids = []; m.after = []; m.below = 1; m.all = (m.a || []).length; m.depth = 0; m.end = null; m.worst = "";
  const up = m.p >= 0 ? images[m.p] : null;
  if (up) { up.kids.push(i); m.depth = up.depth + 1; m.end = up.end; }
  for (const e of m.e || []) if (!m.end || e[1] < m.end[1]) m.end = e;
  for (const f of m.x || []) if (!m.worst || rank[f[0]] > rank[m.worst]) m.worst = f[0];
});
images.forEach(m => { for (const c of m.c || []) if (byName.has(c)) images[byName.get(c)].after.push(m.i); });
for (let i = images.length - 1; i >= 0; i--) if (images[i].p >= 0) { const up = images[images[i].p]; up.below += images[i].below; up.all += images[i].all; }

// state: what is folded, what passes the filters (null for all), what is picked.
const folded = new Set(), many = 300;
let passes = null, way = new Set(), picked = -1, severity = "", zoom = 1, rows = [], shown = [];
if (images.length > many) foldFrom(1);
function foldFrom(depth) { folded.clear(); for (const m of images) if (m.kids.length && m.depth >= depth) folded.add(m.i); }

// layout gives every visible image a row: a parent stands beside its first child, so nothing below a fold takes room.
function layout() {
  rows = []; shown = [];
  let row = 0;
  const stack = images.filter(m => m.p < 0).map(m => m.i).reverse();
  let started = false, depth = -1;
  while (stack.length) {
    const m = images[stack.pop()];
    m.row = -1;
    if (passes && !way.has(m.i)) continue;
    if (started && m.depth <= depth) row++;
    started = true; depth = m.depth; m.row = row; m.last = row;
    shown.push(m);
    if (!isFolded(m)) for (let k = m.kids.length - 1; k >= 0; k--) stack.push(m.kids[k]);
  }
  for (const m of shown) if (m.p >= 0) images[m.p].last = m.row;
  rows = shown.length ? row + 1 : 0;
  $("count").textContent = passes ? plural(passes.size, "image") + " of " + images.length.toLocaleString("en") : plural(images.length, "image");
}
const isFolded = m => folded.has(m.i) && !(passes && m.kids.some(k => way.has(k)));

// the namespace of SVG, taken from the page itself: the page names no address
const space = new DOMParser().parseFromString("<svg/>", "text/html").querySelector("svg").namespaceURI;
const W = 290, H = 40, CX = 340, RY = 48, PAD = 12;
const left = m => PAD + m.depth * CX * zoom, top_ = m => PAD + m.row * RY * zoom;
// draw makes only the boxes that can be seen: a page of 10,000 images has some dozens of elements.
function draw() {
  const main = $("main"), stage = $("stage"), z = zoom;
  const from = (main.scrollTop - PAD) / (RY * z) - 3, to = (main.scrollTop + main.clientHeight) / (RY * z) + 3;
  stage.style.height = rows * RY * z + 2 * PAD + "px";
  stage.style.width = shown.reduce((w, m) => Math.max(w, left(m)), 0) + W * z + 2 * PAD + "px";
  stage.style.fontSize = 13 * z + "px";
  const svg = document.createElementNS(space, "svg"), parts = [svg];
  const line = (d, cls) => { const p = document.createElementNS(svg.namespaceURI, "path"); p.setAttribute("d", d); if (cls) p.setAttribute("class", cls); svg.append(p); };
  for (const m of shown) {
    if (m.last > m.row && m.last >= from && m.row <= to) { const x = left(m) + (W + 34) * z; line(`M${x} ${top_(m) + H * z / 2}V${PAD + m.last * RY * z + H * z / 2}`); }
    if (m.row < from || m.row > to) continue;
    const y = top_(m) + H * z / 2;
    if (m.p >= 0) line(`M${left(m) - 16 * z} ${y}H${left(m)}`);
    for (const c of m.c || []) { const o = images[byName.get(c)]; if (o && o.row >= 0) line(`M${left(o) + W * z} ${top_(o) + H * z / 2}C${left(o) + (W + 60) * z} ${top_(o) + H * z / 2} ${left(m) - 60 * z} ${y} ${left(m)} ${y}`, "copies"); }
    if (m.kids.length && !isFolded(m)) line(`M${left(m) + W * z} ${y}H${left(m) + (W + 34) * z}`);
    parts.push(box(m));
    if (m.kids.length) parts.push(fold(m));
  }
  stage.replaceChildren(...parts);
}
function box(m) {
  const b = make("div", undefined, ["box", m.s, m.worst, passes && !passes.has(m.i) ? "way" : "", m.i === picked ? "picked" : ""].filter(Boolean).join(" "));
  b.dataset.name = m.n; b.title = m.r; b.id = "box-" + m.i;
  b.setAttribute("role", "treeitem"); b.setAttribute("aria-level", m.depth + 1); b.setAttribute("aria-selected", m.i === picked);
  if (m.kids.length) b.setAttribute("aria-expanded", !isFolded(m));
  b.style.cssText = `left:${left(m)}px;top:${top_(m)}px;width:${W * zoom}px;height:${H * zoom}px`;
  const more = make("div", undefined, "more"), words = [];
  if (m.o) words.push(m.o);
  if (m.all) words.push(plural(m.all, "app"));
  if (m.z) words.push(size(m.z));
  more.textContent = words.join(" · ");
  if (m.end) { if (words.length) more.append(" · "); more.append(make("span", "ends " + m.end[1], urgency(m.end[1]))); }
  b.append(make("div", m.n + (m.t ? ":" + m.t : ""), "name"), more);
  return b;
}
function fold(m) {
  const f = make("button", isFolded(m) ? "▸ " + (m.below - 1) : "▾", "fold");
  f.dataset.fold = m.i; f.tabIndex = -1;
  f.setAttribute("aria-label", (isFolded(m) ? "Show " : "Hide ") + plural(m.below - 1, "image") + " on " + m.n);
  f.style.cssText = `left:${left(m) + (W + 3) * zoom}px;top:${top_(m) + 11 * zoom}px`;
  return f;
}
function refresh() { layout(); draw(); }

// filters: an image passes all of them; its parents are shown as the way to it.
function filter() {
  const word = $("search").value.trim().toLowerCase(), owner = $("owner").value, status = $("status").value, use = $("use").value, end = $("end").value;
  way = new Set(); passes = null;
  if (word || owner || status || use || end || severity) {
    passes = new Set();
    for (const m of images) {
      if (word && ![m.n, m.r, m.o || "", ...(m.v || []), ...(m.a || [])].some(t => t.toLowerCase().includes(word))) continue;
      if (owner && (m.o || "nobody") !== owner || status && (m.s || "active") !== status) continue;
      if (use && !(use === "none" ? !(m.u || []).length : (m.u || []).includes(use))) continue;
      if (end && !(end === "none" ? !m.end : m.end && (end === "0" ? days(m.end[1]) < 0 : days(m.end[1]) >= 0 && days(m.end[1]) <= +end))) continue;
      if (severity && m.worst !== severity) continue;
      passes.add(m.i); way.add(m.i);
      for (let at = m.p; at >= 0 && !way.has(at); at = images[at].p) way.add(at);
    }
  }
  $("main").scrollTop = 0;
  refresh();
  if (!$("timeline").hidden) timeline();
}

// pick shows an image: where it stands, and all that is known of it.
function pick(i, reveal) {
  picked = i;
  const m = images[i];
  if (reveal) {
    if (passes && !passes.has(i)) clear();
    for (const at of parents(i)) folded.delete(at);
    show(false);
    layout();
    const main = $("main");
    main.scrollTop = Math.max(0, top_(m) - main.clientHeight / 2);
    main.scrollLeft = Math.max(0, left(m) - main.clientWidth / 3);
  }
  draw();
  $("main").setAttribute("aria-activedescendant", "box-" + i);
  describe(m);
}
const open = name => { if (byName.has(name)) { const hash = "#" + encodeURIComponent(name); if (location.hash === hash) pick(byName.get(name), true); else location.hash = hash; } };
function fromHash() {
  let name = location.hash.slice(1);
  try { name = decodeURIComponent(name); } catch { /* as it is */ }
  if (byName.has(name)) pick(byName.get(name), true);
}

function link(name, text) {
  if (!byName.has(name)) return make("span", text || name);
  const a = make("a", text || name); a.href = "#" + encodeURIComponent(name); a.dataset.open = name; return a;
}
function fileLink(file, line) {
  const a = make("a", file + (line ? ":" + line : ""));
  a.href = (data.links ? data.links.replace(/\/?$/, "/") : "") + file.split("/").map(encodeURIComponent).join("/") + (line ? "#L" + line : ""); return a;
}
const side = $("facts"), most = 50;
function list(title, items, render) {
  if (!items.length) return;
  const ul = make("ul"), add = some => { for (const it of some) { const li = make("li"); li.append(render ? render(it) : it); ul.append(li); } };
  add(items.slice(0, most));
  side.append(make("h3", title), ul);
  if (items.length > most) { const b = make("button", plural(items.length - most, "more one").replace(/more ones?$/, "more")); b.onclick = () => { add(items.slice(most)); b.remove(); }; side.append(b); }
}
function line(what, ...content) { const p = make("p"); p.append(make("span", what + " ", "soft"), ...content); side.append(p); }
function describe(m) {
  const h = make("h2", m.n); side.replaceChildren(h, make("code", m.r));
  const chain = parents(m.i);
  if (m.p >= 0) { const words = []; for (const at of chain) words.push(words.length ? " ← " : "", link(images[at].n)); line("from", ...words); } else line("from", m.f || "taken as it is");
  if (m.s) line("status", m.s + (m.y ? " until " + m.y : ""), ...(m.b ? [", replaced by ", link(m.b)] : [])); else if (m.y) line("until", m.y);
  line("owner", m.o || "nobody"); line("use", (m.u || []).join(", ") || "parent only");
  if (m.z) line("size", size(m.z));
  if (m.d) line("Dockerfile", fileLink(m.d));
  line("declared at", fileLink(m.w, m.l));
  for (const [k, v] of m.k || []) line(k, v);
  list("Findings", (m.x || []).slice().sort((a, b) => rank[b[0]] - rank[a[0]]), f => { const s = make("span"); s.append(make("b", f[0] + " " + f[1], f[0]), ": " + f[2]); return s; });
  const ends = [], provides = [], have = new Set((m.v || []).map(t => t.split(" ")[0])), gone = new Set(m.m || []);
  for (const t of m.v || []) provides.push([t, ""]);
  for (const e of m.e || []) ends.push([e, ""]);
  for (const at of chain) {
    for (const t of images[at].v || []) { const w = t.split(" ")[0]; if (!have.has(w) && !gone.has(w)) { have.add(w); provides.push([t, images[at].n]); } }
    for (const e of images[at].e || []) ends.push([e, images[at].n]);
    for (const w of images[at].m || []) gone.add(w);
  }
  const of = (text, name) => { const s = make("span"); s.append(text); if (name) s.append(" (from ", link(name), ")"); return s; };
  list("Ends of life", ends.sort((a, b) => a[0][1] < b[0][1] ? -1 : 1), e => of(make("span", e[0][0] + ": " + e[0][1], urgency(e[0][1])), e[1]));
  list("Provides", provides, p => of("provides " + p[0], p[1]));
  list("Children (" + m.kids.length + ")", m.kids.map(k => images[k].n), n => link(n));
  list("Copies from", m.c || [], n => link(n)); list("Copied by", m.after.map(k => images[k].n), n => link(n));
  const seen = new Set([m.i]), queue = [m.i];
  while (queue.length) for (const next of [...images[queue[0]].kids, ...images[queue.shift()].after]) if (!seen.has(next)) { seen.add(next); queue.push(next); }
  seen.delete(m.i);
  const users = [...seen].map(k => images[k]).filter(o => (o.a || []).length).sort((a, b) => b.a.length - a.a.length || (a.n < b.n ? -1 : 1));
  const apps = new Set(m.a || []); for (const o of users) for (const a of o.a) apps.add(a);
  if (seen.size) { side.append(make("h3", "Hangs on it")); line("rebuilt with it:", plural(seen.size, "image")); line("applications that get it:", plural(apps.size, "application")); }
  list("Images with applications", users, o => { const s = make("span"); s.append(link(o.n), " " + o.a.length); return s; });
  list("Applications (" + (m.a || []).length + ")", m.a || []);
}

// timeline lists the ends of life of what passes the filters, one row a release line and day.
function timeline() {
  const groups = new Map();
  for (const m of images) if (!passes || passes.has(m.i)) for (const e of m.e || []) { const k = e[1] + " " + e[0]; if (!groups.has(k)) groups.set(k, { day: e[1], what: e[0], images: [], apps: 0 }); const g = groups.get(k); g.images.push(m.n); g.apps += m.all; }
  const all = [...groups.values()].sort((a, b) => a.day < b.day ? -1 : a.day > b.day ? 1 : a.what < b.what ? -1 : 1), body = make("table");
  const first = Math.min(0, ...all.map(g => days(g.day))), span = Math.max(1, ...all.map(g => days(g.day))) - first, at = d => 100 * (d - first) / span + "%";
  for (const g of all) {
    const tr = make("tr"), bar = make("td", undefined, "bar"), fill = make("i", undefined, urgency(g.day)), now = make("u"), names = make("td");
    fill.style.width = at(days(g.day)); now.style.left = at(0); bar.append(fill, now);
    g.images.slice(0, 12).forEach((n, k) => names.append(k ? ", " : "", link(n)));
    if (g.images.length > 12) names.append(" and " + (g.images.length - 12) + " more");
    tr.append(make("td", g.day, urgency(g.day)), make("td", g.what), bar, make("td", plural(g.apps, "application")), names);
    body.append(tr);
  }
  $("timeline").replaceChildren(all.length ? body : make("p", "No end of life is known of these images."));
}
function show(ends) { $("timeline").hidden = !ends; $("main").hidden = ends; $("view").setAttribute("aria-pressed", ends); if (ends) timeline(); }
function clear() { for (const id of ["search", "owner", "status", "use", "end"]) $(id).value = ""; severity = ""; legend(); filter(); }
function legend() {
  const of = s => images.filter(m => m.worst === s).length, p = $("legend");
  p.replaceChildren();
  for (const s of ["error", "warning", "info", ""]) {
    const b = make("button"), i = make("i", undefined, s); b.append(i, (s ? "worst finding: " + s : "no finding") + " (" + of(s) + ")");
    b.setAttribute("aria-pressed", s !== "" && s === severity); if (s) b.onclick = () => { severity = severity === s ? "" : s; legend(); filter(); };
    p.append(b);
  }
  p.append(make("span", "dashed box: deprecated or withdrawn"), make("span", "dashed line: copies"), make("span", "red or amber day: past, within 90 days of " + today));
}

// keys: as in any tree of a desktop (WAI-ARIA Authoring Practices, tree view).
function key(e) {
  const m = images[picked], at = m ? shown.indexOf(m) : -1;
  const go = i => { if (i >= 0) open(images[i].n); };
  if (e.key === "ArrowDown") go(shown[Math.min(at + 1, shown.length - 1)]?.i ?? -1);
  else if (e.key === "ArrowUp") go(shown[Math.max(at - 1, 0)]?.i ?? -1);
  else if (e.key === "ArrowRight" && m) { if (isFolded(m)) { folded.delete(m.i); refresh(); } else if (m.kids.length) go(m.kids[0]); }
  else if (e.key === "ArrowLeft" && m) { if (m.kids.length && !isFolded(m)) { folded.add(m.i); refresh(); } else go(m.p); }
  else return;
  e.preventDefault();
}
function enlarge(by) { const main = $("main"), at = main.scrollTop / zoom; zoom = Math.min(2, Math.max(.3, zoom * by)); draw(); main.scrollTop = at * zoom; draw(); }

for (const o of [...new Set(images.map(m => m.o || "nobody"))].sort()) { const e = make("option", o); e.value = o; $("owner").append(e); }
$("search").addEventListener("input", filter);
for (const id of ["owner", "status", "use", "end"]) $(id).addEventListener("change", filter);
$("clear").onclick = clear;
$("collapse").onclick = () => { foldFrom(0); refresh(); }; $("expand").onclick = () => { folded.clear(); refresh(); };
$("smaller").onclick = () => enlarge(1 / 1.25); $("larger").onclick = () => enlarge(1.25);
$("view").onclick = () => show($("timeline").hidden);
let waiting = false;
$("main").addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; draw(); }); } });
$("main").addEventListener("wheel", e => { if (e.ctrlKey) { e.preventDefault(); enlarge(e.deltaY < 0 ? 1.1 : 1 / 1.1); } }, { passive: false });
$("main").addEventListener("keydown", key);
addEventListener("resize", draw); addEventListener("hashchange", fromHash);
document.addEventListener("click", e => {
  const f = e.target.closest("[data-fold]"), b = e.target.closest(".box"), a = e.target.closest("[data-open]");
  if (f) { const i = +f.dataset.fold; if (folded.has(i)) folded.delete(i); else folded.add(i); refresh(); }
  else if (b) { const i = byName.get(b.dataset.name); history.replaceState(null, "", "#" + encodeURIComponent(b.dataset.name)); pick(i, false); }
  else if (a) { e.preventDefault(); open(a.dataset.open); }
});
legend(); refresh(); fromHash();
