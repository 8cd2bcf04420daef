// A class for the pages: a tiny exercise, and students whose names, files, sources and outputs try to become part of the page.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/// What would run or show if it were taken for markup, for a script, or for an attribute's end.
export const evil = [
  '<script>document.title="taken"</script>',
  '<img src=x onerror=document.title="taken">',
  '"onmouseover="document.title=\'taken\'" x="',
  '</title></style></pre><svg onload=document.title="taken">',
  '=HYPERLINK("javascript:document.title=1")',
];

const program = (text, status = 0) =>
  `#include <stdio.h>\nint main(void) { fputs(${JSON.stringify(text)}, stdout); return ${status}; }\n`;
const right = program('hello\n');

const exercise = `name = "hello"
title = "Say hello ${'<b onclick=alert(1)>'} & more"
summary = "Prints hello."
[programs.hello]
[[scenario]]
name = "says"
title = "says it"
points = 2
steps = [{ run = "hello", status = 0, stdout = "hello\\n" }]
[[scenario]]
name = "status"
title = "</td><script>document.title='taken'</script>"
steps = [{ run = "hello", status = 0 }]
`;

/// Grades the class; the folder with index.html is in `out`. To be removed by the caller.
export function gradedClass(ipclab) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ipclab-browser-'));
  const write = (name, text) => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  write('hello/exercise.toml', exercise);
  write('class/adams/hello.c', right);
  write('class/baker/hello.c', program('hallo\n'));
  write('class/clark/hello.c', program('hello\n', 3));
  write('class/davis/hello.c', 'int main(void) { return undeclared; }\n');
  write('class/evans.zip', 'no archive');
  write('class/miller10/hello.c', right);
  write('class/miller9/hello.c', right);
  evil.forEach((text, i) => {
    // No name holds a slash; what the program prints, and its source, hold all of it.
    const student = `${text.replaceAll('/', '∕')}${i}`;
    write(`class/${student}/hello.c`, `/* ${text.replaceAll('*/', '')} */\n${program(`${text}\u001b[31m\u202e`)}`);
    write(`class/${student}/${text.replaceAll('/', '')}.c`, `/* ${text} */ int unused_${i} = "x";\n`);
  });
  const out = path.join(folder, 'out');
  let status = 0;
  try {
    execFileSync(ipclab, ['batch', path.join(folder, 'hello'), path.join(folder, 'class'), '--out', out], { stdio: 'pipe' });
  } catch (error) {
    status = error.status;
    if (status !== 3) throw error; // one archive is damaged
  }
  return { folder, out, status };
}
