// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

// node speedscope.js FILE
//
// The package is a page with all of its script in one file. Its importer is what the page calls on a file; the part that
// draws fails without a document, after the importer is there.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { Stacks } from './stacks.js';

const root = path.dirname(createRequire(import.meta.url).resolve('speedscope/package.json'));
const release = path.join(root, 'dist', 'release');
const file = fs.readdirSync(release).find(name => /^speedscope-.*\.js$/.test(name));
const script = fs.readFileSync(path.join(release, file), 'utf8');
const start = '"use strict";(()=>{';
const importer = /loadFileFromBase64:\((\w+),(\w+)\)=>\{this\.loadProfile\(\(\)=>(\w+)\(\1,\2\)\)/.exec(script)?.[3];
if (!script.startsWith(start) || !importer) throw new Error(`${file} is built in another way`);
const page = { atob, performance, TextDecoder, TextEncoder, URL, setTimeout, location: { hash: '', protocol: 'file:' }, console: { ...console, log() {} } };
page.window = page.self = page;
try {
  vm.runInNewContext(`${start}globalThis.importer=${importer};${script.slice(start.length)}`, page);
} catch (e) {
  if (!/document/.test(e.message)) throw new Error(`${file}: ${e.message}`);
}
const group = await page.importer('fork1.cpu.pb.gz', fs.readFileSync(process.argv[2]).toString('base64'));
const profile = group.profiles[group.indexToView].profile ?? group.profiles[group.indexToView];
const stacks = new Stacks();
profile.samples.forEach((leaf, i) => {
  const frames = [];
  for (let node = leaf; node && !node.isRoot(); node = node.parent) {
    frames.unshift(node.frame.name);
  }
  stacks.add(frames, profile.weights[i]);
});
stacks.print();
