'use strict';
// Numbers, dates and amounts as text, and elements whose text is never markup.
const data = JSON.parse(document.getElementById('data').textContent);

const number = value => value.toLocaleString('en');

const count = (value, one, several = `${one}s`) => `${number(value)} ${value === 1 ? one : several}`;

function size(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toLocaleString('en', { maximumFractionDigits: digits })} ${units[unit]}`;
}

const dollars = amount => amount === null ? 'not known'
  : `$${amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

const day = time => time ? time.slice(0, 10) : '';

const ago = time => {
  const days = Math.floor((Date.parse(data.made) - Date.parse(time)) / 86400000);
  return days < 1 ? 'today' : days < 60 ? `${count(days, 'day')} ago` : `${count(Math.round(days / 30.44), 'month')} ago`;
};

const percent = (part, whole) => {
  const share = whole > 0 ? 100 * part / whole : 0;
  return share === 0 ? '0 %' : share < 0.1 ? '< 0.1 %' : `${share.toFixed(share < 10 ? 1 : 0)} %`;
};

function element(name, classes, ...content) {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  made.append(...content);
  return made;
}

function shape(name, attributes) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  return made;
}

const section = id => document.getElementById(id);
