import { defineConfig } from 'vite'

// One file for Node: our own packages are TypeScript and bundled in, the libraries stay outside.
export default defineConfig({
  build: { target: 'node20', minify: false },
  ssr: { noExternal: [/^@ece\//] },
})
