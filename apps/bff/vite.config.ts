import { defineConfig } from 'vite'

// One file for Node: our own packages are TypeScript and bundled in, the libraries stay outside.
export default defineConfig(({ mode }) => ({
  build: { target: 'node20', minify: false },
  ssr: { noExternal: [/^@ece\//] },
  // `--mode faults`: with the failpoints of src/failpoint.ts, for tools/faults; everything else is built without a trace
  define: { __FAILPOINTS__: JSON.stringify(mode === 'faults') },
}))
