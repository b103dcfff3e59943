import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { bootScript } from './boot-plugin.ts'
import { hintCompile, nameModules, precompress, thinIcons } from './build-plugins.ts'
import { chunkGroups, FIRST_FILES } from './chunks.ts'
import { thinRows } from './thin-rows.ts'

/** Where `npm run dev` started the console's server. */
const target = process.env['DEV_CONSOLE_URL'] ?? 'http://127.0.0.1:4181'
/** The server compares `Origin` with the `Host` that the browser was sent to. */
const server = { target, changeOrigin: false }

export default defineConfig({
  plugins: [
    react(),
    tailwindcss(),
    thinRows(),
    thinIcons(),
    bootScript(),
    nameModules(),
    hintCompile(FIRST_FILES),
    precompress(),
  ],
  // Not `localhost`: proxy, tests and browser must agree on the address family.
  server: {
    host: '127.0.0.1',
    strictPort: true,
    // Anchored: an installation may be called `apiary`, and its pages are not the server's.
    proxy: { '^/api/': server, '^/bff/': server, '^/healthz$': server },
  },
  build: {
    manifest: true,
    sourcemap: false,
    // `data:` would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What tokens and dialogs rest on: `light-dark()`, `AbortSignal.any`. An older target would be compiled down to twice the CSS.
    target: ['chrome123', 'edge123', 'firefox124', 'safari17.5'],
    rolldownOptions: {
      output: {
        codeSplitting: { groups: chunkGroups },
      },
    },
  },
})
