'use strict';
const began = performance.now();
section('about').textContent = [data.account && `Account ${data.account}`, data.region,
  `as of ${data.made.replace('T', ' ').replace('Z', ' UTC')}`].filter(Boolean).join(' · ');

const inventories = data.vaults.map(vault => vault.inventory).filter(Boolean).sort();
for (const [id, value, text, exact] of [
  ['vaultCount', number(data.vaults.length), data.vaults.length === 1 ? 'vault' : 'vaults'],
  ['archiveCount', number(data.total[0]), data.total[0] === 1 ? 'archive' : 'archives'],
  ['bytes', size(data.total[1]), count(data.total[1], 'byte')],
  ['month', dollars(data.month), 'storage a month'],
  ['known', inventories.length > 0 ? ago(inventories[0]) : 'no inventory', inventories.length > 0 ? 'oldest inventory' : 'known yet']]) {
  const tile = element('div', 'tile', element('b', '', value), element('span', '', text));
  tile.id = id;
  section('summary').append(tile);
}

if (data.notes.length > 0) {
  section('notes').hidden = false;
  section('notes').append(...data.notes.map(note => element('p', '', note)));
}

const grid = document.querySelector('#counts .grid');
const others = data.moreExtensions[0] > 0
  ? [[count(data.extensions - data.byExtension.length, 'other'), ...data.moreExtensions]] : [];
grid.append(
  spread('By year of storing', 'byYear', data.byYear),
  spread('By age', 'byAge', data.byAge),
  spread('By size of the archive', 'bySize', data.bySize),
  spread('By file type', 'byExtension', [...data.byExtension, ...others]),
  spread('By tool that wrote the name', 'byTool', data.byTool.filter(row => row[1] > 0)));

const choices = { Stay: 'Stay', CopyBulk: 'Copy to Deep Archive, Bulk', CopyBundled: 'The same, small archives bundled',
  CopyStandard: 'Copy to Deep Archive, Standard', RestoreBulk: 'Restore to own disks, Bulk', DeleteNow: 'Delete now' };
const totals = data.costs.filter(row => row.choice !== 'DeleteNow' && row.choice !== 'RestoreBulk' && row.total !== null).map(row => row.total);
section('costs').append(
  table([['', 'name', row => choices[row.choice]], ['Once', 'num', row => dollars(row.once)], ['A month', 'num', row => dollars(row.month)],
    [count(data.years, 'year'), 'num', row => dollars(row.total)],
    ['Cheaper after', 'num less', row => row.even === null ? '' : row.even === 0 ? 'at once' : count(row.even, 'month')],
    ['Takes', 'num less', row => row.days > 0 ? count(row.days, 'day') : '']],
  data.costs, row => row.total !== null && row.total === Math.min(...totals) && totals.includes(row.total) && row.choice in choices ? 'best' : ''),
  element('p', 'soft', `Prices: ${data.prices}. Sending copies out of AWS, where the machine that copies is elsewhere, would cost ${dollars(data.costs[1].out)} besides. Bold is the cheapest that keeps the archives at AWS.`));

section('findings').append(findings);
finding('early', 'Deleted today, it would cost extra', data.early[0] === 0 ? ['Nothing is younger than 90 days.']
  : [`${count(data.early[0], 'archive is', 'archives are')} younger than 90 days, ${size(data.early[1])}: ${dollars(data.earlyCost)} for early deletion.`]);
finding('duplicates', 'Stored more than once', data.duplicateGroups === 0 ? ['No two archives of a vault have the same content.']
  : [`${count(data.duplicates[0], 'archive repeats', 'archives repeat')} the content of another in the vault, ${size(data.duplicates[1])} in ${count(data.duplicateGroups, 'group')}: ${dollars(data.duplicatesMonth)} a month.`]);
const packed = [['Compressed', data.compressed], ['Encrypted', data.encrypted]].filter(([, amount]) => amount[0] > 0)
  .map(([how, amount]) => `${how} by the tool that stored them: ${count(amount[0], 'archive')}, ${size(amount[1])}.`);
finding('packed', 'Not the files themselves', packed.length > 0 ? packed : ['No archive is known to be compressed or encrypted.']);
const said = {
  missing: ['has no name', 'have no name', 'Archives without a name'],
  same: ['name is that of several archives', 'names are those of several archives', 'Several archives of one name'],
  alike: ['name differs from another in capitals or its form of Unicode alone', 'names differ in capitals or in their form of Unicode alone', 'Names that differ in capitals alone'],
  windows: ['name cannot be a file on Windows', 'names cannot be files on Windows', 'Names that Windows refuses'],
  everywhere: ['name cannot be a file anywhere', 'names cannot be files anywhere', 'Names that every system refuses'] };
for (const { what, count: found, examples } of data.names) {
  finding(what, said[what][2], [found === 0 ? 'None.' : `${count(found, ...said[what])}.`], examples);
}
if (data.hashless[0] > 0) finding('hashless', 'Without a tree hash', [`Of ${count(data.hashless[0], 'archive')} the lists say no tree hash: duplicates among them are not seen.`]);

section('vaults').append(table([['Vault', 'name', vault => vault.name], ['Archives', 'num', vault => number(vault.total[0])],
  ['Size', 'num', vault => size(vault.total[1])], ['A month', 'num', vault => dollars(vault.month)],
  ['Inventory', 'day', vault => vault.inventory ? `${day(vault.inventory)}${vault.guessed ? ' (guessed)' : ''}` : 'none'],
  ['Since then from here', 'less', vault => `${number(vault.added)} came, ${number(vault.removed)} went`]], data.vaults));

const locked = data.vaults.filter(vault => vault.lock);
section('locks').append(locked.length === 0 ? element('p', '', 'No vault has a lock, as far as could be asked.')
  : table([['Vault', 'name', vault => vault.name],
    ['State', '', vault => vault.lock.state === 'Locked' ? 'locked for ever' : `begun, goes ${day(vault.lock.expires)}`], ['Since', 'day', vault => day(vault.lock.since)],
    ['Keeps', '', vault => [vault.lock.forbidsAll ? 'all, for ever' : vault.lock.days > 0 ? `${count(vault.lock.days, 'day')} from storing` : '',
      ...vault.lock.conditions].filter(Boolean).join('; ') || 'no archive'],
    ['Kept now', 'num', vault => number(vault.lock.kept[0])], ['Last until', 'day', vault => vault.lock.forbidsAll ? 'never' : day(vault.lock.until)]], locked));

const stages = { Running: 'runs', Stopped: 'stopped', Incomplete: 'incomplete', Complete: 'complete' };
if (data.copies.length === 0) section('copies').append(element('p', '', 'The machine that made this report knows of no copies.'));
else section('copies').append(table([['Vault', 'name', copy => copy[0]], ['Copied to', 'name', copy => copy[1]], ['Last call', '', copy => stages[copy[2]]],
  ['Proven', 'num', copy => `${number(copy[3])} (${size(copy[4])})`], ['Not proven', 'num', copy => `${number(copy[5])} (${size(copy[6])})`],
  ['Failed', 'num less', copy => number(copy[7])], ['Last copied', 'day less', copy => day(copy[8])]], data.copies),
  element('p', 'soft', 'By the manifests that this machine knows, of the archives that the catalogue lists. Test-GlacierCopy looks at the copies themselves.'));

if (data.jobCount + data.uploadCount === 0) section('open').append(element('p', '', 'No job is running or has output, and no upload is open.'));
if (data.jobCount > 0) section('open').append(listed(count(data.jobCount, 'job'), data.jobs, [['Vault', 'name', job => job[0]], ['Kind', '', job => job[1]], ['Archive', 'name', job => job[2]],
  ['State', '', job => job[3]], ['Started', 'day less', job => day(job[4])], ['Output until', 'day less', job => day(job[5])]], data.jobCount <= 10));
if (data.uploadCount > 0) section('open').append(listed(count(data.uploadCount, 'open upload'), data.uploads,
  [['Vault', 'name', upload => upload[0]], ['Begun', 'day', upload => day(upload[1])], ['Part size', 'num', upload => size(upload[2])]], true));

const columns = [['Vault', 'less', row => row[0]], ['Name', 'name', row => row[1] || '(no name)'], ['Size', 'num', row => size(row[2])], ['Stored', 'day', row => day(row[3])]];
section('lists').append(listed(`The largest ${number(data.largest.length)}`, data.largest, columns, false),
  listed(`The oldest ${number(data.oldest.length)}`, data.oldest, columns, false));

section('colour').addEventListener('change', event => { colour = event.target.value; legend(); show(shown); });
section('map').addEventListener('keydown', keys);
// A scroll bar that comes with the content changes the width, too.
let resized = 0;
new ResizeObserver(() => {
  if (drawnSize === sizeOfBox()) return;
  clearTimeout(resized);
  resized = setTimeout(() => show(shown), 100);
}).observe(section('tree'));
window.addEventListener('beforeprint', () => { for (const one of document.querySelectorAll('details')) one.open = true; });
legend();
show(top1);
document.documentElement.dataset.drawn = Math.round(performance.now() - began);
