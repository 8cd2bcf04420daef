// The pages of a batch as a browser has them: sorted and filtered with JavaScript, whole without it, and nothing of what students
// wrote runs (attacks on HTML, docs/security.md). IPCLAB: the program; CHROMIUM: the browser.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

import { evil, gradedClass } from './class.mjs';

const kFlags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

let graded, profile;
const browsers = {};

before(async () => {
  graded = gradedClass(process.env.IPCLAB);
  profile = fs.mkdtempSync(path.join(os.tmpdir(), 'ipclab-profile-'));
  for (const javaScriptEnabled of [true, false]) {
    browsers[javaScriptEnabled] = await chromium.launchPersistentContext(path.join(profile, String(javaScriptEnabled)), {
      executablePath: process.env.CHROMIUM, headless: true, args: kFlags, javaScriptEnabled,
    });
  }
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  for (const folder of [graded?.folder, profile]) if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

/// The page, and what happened on it that must not.
async function open(name, { javaScript = true } = {}) {
  const page = await browsers[javaScript].newPage();
  const address = pathToFileURL(path.join(graded.out, name)).href;
  const incidents = [];
  page.on('dialog', (dialog) => { incidents.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on('pageerror', (error) => incidents.push(`error ${error}`));
  page.on('console', (message) => incidents.push(`console ${message.text()}`));
  page.on('request', (request) => { if (request.url() !== address) incidents.push(`request ${request.url()}`); });
  await page.goto(address);
  return { page, incidents };
}

const names = (page) => page.locator('#students tbody tr:visible td:first-child').allInnerTexts();

test('the class is shown whole without JavaScript, and nothing that would need it', async () => {
  const { page, incidents } = await open('index.html', { javaScript: false });
  assert.equal((await names(page)).length, 12);
  assert.equal(await page.locator('button, input').count(), 0);
  assert.ok(await page.getByRole('link', { name: 'adams' }).isVisible());
  assert.deepEqual(incidents, []);
});

test('a click on a heading sorts, a second one the other way round', async () => {
  const { page, incidents } = await open('index.html');
  const heading = page.getByRole('button', { name: /^student/ });
  await heading.click();
  const up = await names(page);
  assert.ok(up.indexOf('miller9') < up.indexOf('miller10'), 'numbers in names count as numbers');
  await heading.click();
  assert.deepEqual(await names(page), [...up].reverse());
  assert.equal(await page.locator('th[aria-sort]').getAttribute('aria-sort'), 'descending');
  assert.deepEqual(incidents, []);
});

test('points are sorted as numbers, and who has none comes last both ways', async () => {
  const { page } = await open('index.html');
  const points = async () => (await page.locator('#students tbody tr').evaluateAll(
    (rows) => rows.map((row) => row.querySelectorAll('td.number')[0].textContent)));
  for (const order of ['ascending', 'descending']) {
    await page.getByRole('button', { name: 'points' }).click();
    const shown = await points();
    assert.equal(shown.at(-1), '', order);
    const numbers = shown.filter((text) => text !== '').map(Number);
    const sorted = [...numbers].sort((a, b) => (order === 'ascending' ? a - b : b - a));
    assert.deepEqual(numbers, sorted);
  }
});

test('the search keeps the rows that hold all its words, and says how many', async () => {
  const { page } = await open('index.html');
  await page.getByRole('searchbox').fill('miller pass');
  assert.deepEqual(await names(page), ['miller9', 'miller10']);
  assert.match(await page.locator('#shown').innerText(), /2 of 12/);
  await page.getByRole('searchbox').fill('exit.status clark');
  assert.deepEqual(await names(page), ['clark']);
  await page.getByRole('searchbox').fill('');
  assert.equal((await names(page)).length, 12);
});

test('the search reads hostile words as words', async () => {
  const { page, incidents } = await open('index.html');
  await page.getByRole('searchbox').fill(evil[1].split(' ')[0]);
  assert.equal((await names(page)).length, 1);
  assert.deepEqual(incidents, []);
});

test('what could not be judged stands apart', async () => {
  assert.equal(graded.status, 3);
  const { page } = await open('index.html');
  assert.match(await page.locator('#not-judged').innerText(), /evans/);
});

test('a student\'s page has findings with the line of the source', async () => {
  const { page } = await open('index.html');
  await page.getByRole('link', { name: 'clark' }).click();
  await page.waitForURL(/students\/clark\.html$/);
  assert.match(await page.locator('body').innerText(), /exit\.status/);
  await page.getByRole('link', { name: 'All submissions' }).click();
  await page.waitForURL(/index\.html$/);
});

test('nothing that students wrote runs, and all of it is shown', async () => {
  const pages = ['index.html', ...fs.readdirSync(path.join(graded.out, 'students')).map((name) => `students/${name}`)];
  assert.equal(pages.length, 13);
  for (const name of pages) {
    const { page, incidents } = await open(name);
    // What waits for the mouse or the keyboard gets its chance.
    for (const details of await page.locator('details').all()) await details.evaluate((it) => { it.open = true; });
    await page.locator('body').evaluate((body) => body.querySelectorAll('*').forEach((it) => {
      for (const kind of ['mouseover', 'click', 'focus', 'error', 'load']) {
        if (it.tagName !== 'A') it.dispatchEvent(new Event(kind, { bubbles: true }));
      }
    }));
    assert.notEqual(await page.title(), 'taken', name);
    assert.deepEqual(incidents, [], name);
    assert.equal(await page.locator('img, svg, iframe, object, embed, base, form').count(), 0, name);
    assert.equal(await page.locator('script').count(), name === 'index.html' ? 1 : 0, name);
    const links = await page.locator('a').evaluateAll((all) => all.map((it) => it.protocol));
    assert.ok(links.every((protocol) => protocol === 'file:'), name);
    await page.close();
  }
  const { page } = await open('index.html');
  assert.ok((await page.locator('#students').innerText()).includes('<img src=x onerror=document.title="taken">'));
});

test('pages fit a phone: only tables scroll sideways', async () => {
  for (const name of ['index.html', 'students/clark.html']) {
    const { page } = await open(name);
    await page.setViewportSize({ width: 360, height: 640 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), name);
  }
});
