'use strict';
// A row of the data: parent, name, bytes, archives (0 for an archive by itself), age, tool, extension.
const root = { name: 'All vaults', bytes: data.total[1], archives: data.total[0], children: [], parent: null };
const nodes = data.nodes.map(([parent, name, bytes, archives, age, tool, ext]) =>
  ({ name, bytes, archives: archives || 1, isArchive: archives === 0, age, tool, ext, children: [], at: parent }));
for (const node of nodes) {
  node.parent = node.at < 0 ? root : nodes[node.at];
  node.parent.children.push(node);
}

// What is in a folder and not shown by itself: files and folders that are too small for the report.
function addRest(folder) {
  const bytes = folder.bytes - folder.children.reduce((sum, child) => sum + child.bytes, 0);
  const archives = folder.archives - folder.children.reduce((sum, child) => sum + child.archives, 0);
  if (archives > 0 && !folder.isArchive) {
    const what = folder.children.length > 0 ? 'smaller' : 'archives';
    folder.children.push({ name: what === 'smaller' ? `${number(archives)} smaller` : count(archives, 'archive'),
      bytes, archives, isRest: true, children: [], parent: folder });
  }
}
[root, ...nodes].forEach(addRest);
for (const folder of [root, ...nodes]) folder.children.sort((a, b) => b.bytes - a.bytes);

// With one vault, its folders are the first thing to see.
const top1 = data.vaults.length === 1 ? nodes[0] : root;
let shown = top1;
let colour = 'age';
let drawnSize = '';

const sizeOfBox = () => `${section('tree').clientWidth} ${section('tree').clientHeight}`;

const isFolder = node => !node.isArchive && !node.isRest;

const pathOf = node => node === top1 ? [node] : [...pathOf(node.parent), node];

// The eight classes of most bytes have a colour of their own, the others share a grey.
const ranked = key => {
  const sums = new Map();
  for (const node of nodes) if (node.isArchive || node.children.every(child => !isFolder(child))) {
    sums.set(node[key], (sums.get(node[key]) || 0) + node.bytes);
  }
  return [...sums].sort((a, b) => b[1] - a[1]).slice(0, 8).map(([value]) => value);
};
const ranks = { tool: ranked('tool'), ext: ranked('ext') };

function classOf(node) {
  if (node.isRest || node.age === undefined) return 'rest';
  if (colour === 'age') return `k${node.age}`;
  const rank = ranks[colour].indexOf(node[colour]);
  return rank < 0 ? 'rest' : `g${rank}`;
}

function legend() {
  const texts = colour === 'age' ? data.ages.map((text, i) => [`k${i}`, text])
    : [...ranks[colour].map((value, i) => [`g${i}`, (colour === 'tool' ? data.tools : data.exts)[value]]), ['rest', 'others']];
  section('legend').replaceChildren(...texts.map(([kind, text]) => element('span', '', element('i', kind), text)));
}

const describe = node => `${node.name}: ${size(node.bytes)}, ${percent(node.bytes, shown.bytes)} of this folder, `
  + count(node.archives, 'archive')
  + (node.age === undefined || node.isRest ? '' : `, age ${node.isArchive ? '' : 'mostly '}${data.ages[node.age]}, tool ${data.tools[node.tool]}, type ${data.exts[node.ext]}`);

function crumbs() {
  const path = pathOf(shown);
  section('crumbs').replaceChildren(...path.flatMap((node, i) => {
    const button = element('button', '', node.name);
    button.type = 'button';
    button.disabled = node === shown;
    button.addEventListener('click', () => show(node, shown));
    return i === 0 ? [button] : [element('span', '', '/'), button];
  }));
}

function label(group, text, x, y, width, classes) {
  const letters = Math.floor((width - 8) / 6.7);
  if (letters < Math.min(5, text.length)) return;
  const line = shape('text', { x, y });
  if (classes) line.setAttribute('class', classes);
  line.textContent = text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
  group.append(line);
}

function cell(item, parent) {
  const node = item.data;
  const width = item.x1 - item.x0;
  const height = item.y1 - item.y0;
  const group = shape('g', { transform: `translate(${item.x0},${item.y0})`, class: classOf(node) + (isFolder(node) ? ' in' : '') });
  group.append(shape('rect', { width: Math.max(0, width), height: Math.max(0, height) }));
  if (parent && item.children) {
    for (const inner of item.children) {
      const small = inner.data;
      const w = inner.x1 - inner.x0, h = inner.y1 - inner.y0;
      if (w < 1.5 || h < 1.5) continue;
      const part = shape('g', { transform: `translate(${inner.x0 - item.x0},${inner.y0 - item.y0})`, class: classOf(small) });
      part.append(shape('rect', { width: w, height: h }));
      if (h > 16) label(part, small.name + (isFolder(small) ? '/' : ''), 4, 13, w);
      if (h > 34 && w > 60) label(part, size(small.bytes), 4, 28, w, 'size');
      group.append(part);
    }
  }
  if (height > 16) label(group, node.name + (isFolder(node) ? '/' : ''), 4, 14, width);
  if (height > 34 && width > 60 && !(parent && item.children)) label(group, size(node.bytes), 4, 29, width, 'size');
  group.append(shape('rect', { class: 'frame', width: Math.max(0, width - 1), height: Math.max(0, height - 1), x: 0.5, y: 0.5 }));
  return group;
}

function show(folder, from) {
  shown = folder;
  crumbs();
  const box = section('tree').getBoundingClientRect();
  drawnSize = sizeOfBox();
  const width = Math.max(200, box.width - 2), height = Math.max(200, box.height - 2);
  const tree = d3.hierarchy(folder, node => {
    const depth = pathDepth(node) - pathDepth(folder);
    return depth < 2 ? node.children : null;
  }).each(item => { item.value = item.data.bytes || 0; });
  d3.treemap().size([width, height]).paddingInner(1).paddingTop(item => item.depth === 1 && item.children ? 19 : 0)
    .paddingLeft(item => item.depth === 1 && item.children ? 2 : 0).paddingRight(item => item.depth === 1 && item.children ? 2 : 0)
    .paddingBottom(item => item.depth === 1 && item.children ? 2 : 0).round(true)(tree);
  const svg = shape('svg', { width, height });
  const cells = (tree.children || []).filter(item => item.x1 - item.x0 >= 1 && item.y1 - item.y0 >= 1);
  cells.forEach((item, i) => {
    const group = cell(item, true);
    group.setAttribute('tabindex', i === 0 ? '0' : '-1');
    group.setAttribute('role', isFolder(item.data) ? 'button' : 'img');
    group.setAttribute('aria-label', describe(item.data));
    group.dataset.name = item.data.name;
    group.addEventListener('click', () => isFolder(item.data) && show(item.data, null));
    group.addEventListener('mouseenter', () => { section('hover').textContent = describe(item.data); });
    group.addEventListener('focus', () => { section('hover').textContent = describe(item.data); });
    item.data.group = group;
    svg.append(group);
  });
  section('tree').replaceChildren(svg);
  section('hover').textContent = `${folder.name}: ${size(folder.bytes)} in ${count(folder.archives, 'archive')}`;
  inside();
  const back = pathOf(from || top1).find(node => node.parent === folder);
  if (from && back && back.group && back.group.isConnected) focus(back.group);
  else if (from === null && cells.length > 0) focus(svg.firstChild);
}

function pathDepth(node) {
  let depth = 0;
  for (let at = node; at.parent; at = at.parent) depth++;
  return depth;
}

function focus(group) {
  for (const other of group.parentNode.children) other.setAttribute('tabindex', other === group ? '0' : '-1');
  group.focus({ preventScroll: true });
}

function opener(folder) {
  const button = element('button', 'open', `${folder.name}/`);
  button.type = 'button';
  button.addEventListener('click', () => show(folder));
  return button;
}

function inside() {
  const most = 12;
  const rows = shown.children.slice(0, most);
  const wasOpen = section('inside').firstChild?.open === true;
  const more = shown.children.length - rows.length;
  section('inside').replaceChildren(listed(`The largest in ${shown.name}${more > 0 ? `, ${number(most)} of ${number(shown.children.length)}` : ''}`, rows, [
    ['Name', 'name', node => isFolder(node) ? opener(node) : node.name],
    ['Size', 'num', node => size(node.bytes)],
    ['Share', 'num', node => percent(node.bytes, shown.bytes)],
    ['Archives', 'num less', node => number(node.archives)]], wasOpen));
}

function keys(event) {
  const group = document.activeElement.closest('#tree g[tabindex]');
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  if (group && event.key in steps) {
    const next = steps[event.key] > 0 ? group.nextSibling : group.previousSibling;
    if (next) focus(next);
  } else if (group && (event.key === 'Enter' || event.key === ' ')) {
    group.dispatchEvent(new Event('click'));
  } else if ((event.key === 'Backspace' || event.key === 'Escape') && shown !== top1 && section('map').contains(document.activeElement)) {
    show(shown.parent, shown);
  } else {
    return;
  }
  event.preventDefault();
}
