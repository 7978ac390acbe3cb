'use strict';

// Every text goes in as text: annotations and configs are written by others.
const find = id => document.getElementById(id);
const words = {advertised: 'good', degraded: 'wait', refused: 'bad', unreadable: 'bad', absent: 'none',
  contended: 'bad', displaced: 'wait', withheld: 'bad', 'not-serving': 'bad'};

function cell(row, text, className, small) {
  const td = row.insertCell();
  td.textContent = text;
  if (className) td.className = className;
  if (small) {
    const note = document.createElement('small');
    note.textContent = small;
    td.append(note);
  }
}

function fill(table, items, write) {
  const body = document.createElement('tbody');
  for (const item of items) write(body.insertRow(), item);
  find(table).tBodies[0].replaceWith(body);
}

function tell(section, texts) {
  find(section).querySelector('ul').replaceChildren(...texts.map(text => {
    const li = document.createElement('li');
    li.textContent = text;
    return li;
  }));
  find(section).hidden = texts.length === 0;
}

const count = number => number.toLocaleString('en-US');

function show(state) {
  document.title = state.node + ' \u00b7 mock-device-plugin';
  find('node').textContent = state.node;
  const kubelet = state.kubelet;
  find('summary').textContent = (kubelet.present ? 'kubelet is running' : 'kubelet is away')
    + ', ' + kubelet.restarts + (kubelet.restarts === 1 ? ' restart' : ' restarts')
    + (kubelet.heard ? ', last heard ' + new Date(kubelet.heard).toLocaleTimeString() : '');

  fill('resources', state.resources, (row, r) => {
    cell(row, r.resource, '', r.vendor);
    cell(row, count(r.capacity), 'number');
    cell(row, count(r.allocatable), 'number');
    cell(row, String(r.factor), 'number', r.factorOrigin === 'default' ? '' : r.factorOrigin);
    cell(row, r.state, 'state ' + (words[r.state] || 'wait'), r.route === 'node-status' ? 'in the Node\u2019s status' : '');
    cell(row, r.reason);
  });

  find('cards').hidden = state.cards.length === 0;
  find('nocards').hidden = state.cards.length !== 0;
  fill('cards', state.cards, (row, c) => {
    cell(row, c.family === c.vendor ? c.vendor : c.vendor + ' ' + c.family, '', 'from ' + c.origin);
    cell(row, c.id, '', 'index ' + c.index + (c.numa >= 0 ? ', NUMA node ' + c.numa : ''));
    cell(row, c.type);
    cell(row, count(c.memoryMiB), 'number');
    cell(row, count(c.cores), 'number');
    cell(row, count(c.slots), 'number');
    cell(row, c.healthy ? 'healthy' : 'unhealthy', 'state ' + (c.healthy ? 'good' : 'bad'));
  });

  const config = state.config;
  find('generation').textContent = config.generation === 0 ? 'No configuration is in force yet.'
    : 'Configuration ' + config.generation + ', in force since ' + new Date(config.since).toLocaleString();
  fill('config', config.sources, (row, s) => {
    cell(row, s.kind);
    cell(row, s.origin);
    cell(row, s.result.toLowerCase(), 'state ' + ({GOOD: 'good', BAD: 'bad', PART: 'bad', ABSENT: 'none'}[s.result] || 'wait'));
  });

  const problems = state.notices.map(n => n.text);
  if (state.trouble) problems.push(state.trouble);
  if (state.contract) problems.push(state.contract);
  for (const s of config.sources) {
    for (const p of s.problems) problems.push(s.origin + ': ' + p);
    if (s.trouble) problems.push(s.origin + ': ' + s.trouble);
    for (const w of s.warnings) problems.push(s.origin + ': ' + w + ' (warning)');
  }
  tell('problems', problems);
  tell('faults', state.faults.map(f => f.id + ': ' + f.fault + ', ' + f.of + ', until '
    + new Date(f.until).toLocaleTimeString() + (f.configured ? ', by the config' : '')));
  find('version').textContent = state.version;
  find('updated').textContent = 'updated ' + new Date().toLocaleTimeString();
}

async function update() {
  if (!document.hidden) {
    try {
      const answer = await fetch('/resources', {cache: 'no-store', signal: AbortSignal.timeout(5000)});
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.json());
      find('gone').hidden = true;
    } catch {
      find('gone').hidden = false;
    }
  }
  setTimeout(update, 1000);
}

update();
