import { expect, it } from 'vitest'
import { collectFiles, countDependencies, measure } from './budgets.mjs'

const MANIFEST = {
  'index.html': {
    file: 'assets/index.js',
    isEntry: true,
    imports: ['_shared.js'],
    css: ['assets/index.css'],
  },
  '_shared.js': { file: 'assets/shared.js', imports: ['_deep.js'] },
  '_deep.js': { file: 'assets/deep.js', imports: ['_shared.js'] },
  'src/list.tsx': { file: 'assets/list.js', imports: ['_table.js', '_shared.js'] },
  '_table.js': { file: 'assets/table.js', css: ['assets/table.css'] },
  'src/editor.tsx': { file: 'assets/editor.js' },
}
const HTML = `<script src="/assets/boot.js"></script><script src="/assets/index.js"></script>
  <link rel="stylesheet" href="/assets/index.css"><link rel="preload" href="/bff/session">`
const MODULES = {
  'src/list.tsx': 'assets/list.js',
  'src/layout.tsx': 'assets/shared.js',
  'src/editor.tsx': 'assets/editor.js',
}
const BUILD = { html: HTML, manifest: MANIFEST, modules: MODULES }
const BUDGETS = {
  css_kb: 3,
  routes: [{ name: 'list', modules: ['src/list.tsx'], js_kb: 5, js_files: 4 }],
}

it('counts what the first visit of a page loads, each file once, and nothing that loads later', () => {
  const { js, css } = collectFiles(BUILD, ['src/layout.tsx', 'src/list.tsx'])
  const names = ['boot', 'deep', 'index', 'list', 'shared', 'table']
  expect(js).toEqual(names.map((name) => `assets/${name}.js`))
  expect(css).toEqual(['assets/index.css', 'assets/table.css'])
})

it('holds kilobytes and files against their ceilings', () => {
  expect(measure(BUILD, BUDGETS, () => 1500)).toEqual([
    { what: 'list: JavaScript, kB', measured: 9, ceiling: 5 },
    { what: 'list: JavaScript, files', measured: 6, ceiling: 4 },
    { what: 'list: CSS, kB', measured: 3, ceiling: 3 },
  ])
})

it('says what to do when a page is no longer where it was', () => {
  expect(() => collectFiles(BUILD, ['src/gone.tsx'])).toThrow(/does not contain src\/gone\.tsx/)
})

it('counts the packages that we chose, that are installed and that run, workspaces aside', () => {
  const lock = {
    packages: {
      '': {},
      'apps/web': {},
      'node_modules/@ece/web': { link: true },
      'node_modules/express': {},
      'node_modules/express/node_modules/qs': {},
      'node_modules/vitest': { dev: true },
      'node_modules/fsevents': { devOptional: true },
    },
  }
  const manifests = [
    { devDependencies: { vitest: '1' } },
    { dependencies: { '@ece/api-types': '*', express: '5' }, devDependencies: { vitest: '1' } },
  ]
  expect(countDependencies(lock, manifests, { chosen: 1, installed: 4, shipped: 2 })).toEqual([
    { what: 'packages we chose', measured: 2, ceiling: 1 },
    { what: 'packages in the lock file', measured: 4, ceiling: 4 },
    { what: 'packages at run time', measured: 2, ceiling: 2 },
  ])
})
