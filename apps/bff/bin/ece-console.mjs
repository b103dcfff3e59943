#!/usr/bin/env node
// Committed, so that `npx ece-console` exists before anything is built.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const built = new URL('../dist/cli.js', import.meta.url)
if (existsSync(fileURLToPath(built))) {
  await import(built.href)
} else {
  process.stderr.write('ECE Console is not built yet. Run "npm start" once, then try again.\n')
  process.exitCode = 1
}
