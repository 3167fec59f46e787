'use strict';
// Columns: [heading, class, text of a row].
function table(columns, rows, classOf) {
  const head = element('tr', '', ...columns.map(([heading, kind]) => element('th', kind, heading)));
  const body = rows.map(row => element('tr', classOf ? classOf(row) : '', ...columns.map(([heading, kind, text]) => {
    const cell = element('td', kind, text(row));
    // In a narrow window it stands before the cell.
    cell.dataset.heading = heading;
    return cell;
  })));
  return element('div', 'scroll', element('table', '', element('thead', '', head), element('tbody', '', ...body)));
}

// Rows [name, archives, bytes] with a bar for each, as long as its share of the largest.
function spread(title, id, rows) {
  const most = Math.max(1, ...rows.map(row => row[2]));
  const whole = rows.reduce((sum, row) => sum + row[2], 0);
  const body = rows.map(([name, archives, bytes]) => {
    const bar = shape('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
    bar.append(shape('rect', { x: 0, y: 0, width: Math.max(bytes > 0 ? 0.7 : 0, 100 * bytes / most), height: 10 }));
    const row = element('tr', '', element('td', 'name', name), element('td', 'share', bar),
      element('td', 'num', size(bytes)), element('td', 'num less', number(archives)), element('td', 'num', percent(bytes, whole)));
    row.dataset.bytes = bytes;
    row.dataset.archives = archives;
    return row;
  });
  const made = element('div', 'panel', element('h3', '', title),
    element('table', 'spread', element('tbody', '', ...body)));
  made.id = id;
  return made;
}

function listed(title, rows, columns, open) {
  const made = element('details', '', element('summary', '', title), table(columns, rows));
  made.open = open;
  return made;
}

const findings = element('dl', '');

function finding(id, title, text, examples) {
  const made = element('div', '', element('dt', '', title), ...text.map(line => element('dd', '', line)));
  if (examples && examples.length > 0) {
    made.append(element('dd', 'soft', element('ul', '', ...examples.map(name => element('li', '', name)))));
  }
  made.id = id;
  findings.append(made);
}
