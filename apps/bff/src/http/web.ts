// The built web: hashed files below /assets/, and one page for every other path (deep links may contain dots).
import { hash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { Router } from 'express'
import type { NextFunction, Request, Response } from 'express'
import { ConsoleError } from './console-error.ts'
import { factsOf } from './facts.ts'

/** Made by the web's build beside each file that shrinks; the first that the browser takes is sent. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

const ASSET = /^\/assets\/(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/

/** `webRoot` is the folder with `index.html` and `assets/`. Other methods than GET and HEAD are passed on. */
export function createWeb(webRoot: string): Router {
  const router = Router({ caseSensitive: true, strict: true })

  router.use((request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') next('router')
    else if (request.path === '/assets' || request.path.startsWith('/assets/')) {
      factsOf(response).row = 'GET /assets'
      sendAsset(webRoot, request, response, next)
    } else {
      factsOf(response).row = 'GET page'
      sendPage(webRoot, response)
    }
  })
  return router
}

function sendAsset(webRoot: string, request: Request, response: Response, next: NextFunction) {
  const { path } = request
  const encoded = path.endsWith('.br') || path.endsWith('.gz') || path.endsWith('.map')
  if (!ASSET.test(path) || encoded || !existsSync(join(webRoot, path))) {
    throw new ConsoleError(
      'console.not_found',
      'This file is not part of the console. It was probably updated: reload the page.',
    )
  }
  // the name holds a hash of the content
  response.setHeader('Cache-Control', 'public, max-age=31536000, immutable')
  sendFile(webRoot, path, request, response, next)
}

function sendPage(webRoot: string, response: Response): void {
  response.setHeader('Cache-Control', 'no-store')
  if (!existsSync(join(webRoot, 'index.html'))) {
    throw new ConsoleError(
      'console.unavailable',
      'The web part of the console is not built. Run "npm start" or "npm run build" once.',
    )
  }
  // read anew for every page: a build may replace it while this process runs, and the hashes must fit what is sent
  const page = readFileSync(join(webRoot, 'index.html'), 'utf8')
  const policy = String(response.getHeader('content-security-policy') ?? '')
  response.setHeader('content-security-policy', allowInline(policy, findInline(page)))
  response.type('html').send(page)
}

/** Hashes of what stands inside the page, as a Content-Security-Policy wants them. */
export interface Inline {
  readonly scripts: readonly string[]
  readonly styles: readonly string[]
}

/** Finds the frame's style and the boot script, which the web's build writes into its page. */
export function findInline(html: string): Inline {
  const hashesOf = (tag: string) =>
    [...html.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map(
      ([, text = '']) => `'sha256-${hash('sha256', text, 'base64')}'`,
    )
  return { scripts: hashesOf('script'), styles: hashesOf('style') }
}

/** The same policy, which allows these very texts as well and nothing else inline. */
export const allowInline = (policy: string, { scripts, styles }: Inline): string =>
  policy
    .replace("script-src 'self'", ["script-src 'self'", ...scripts].join(' '))
    .replace("style-src 'self'", ["style-src 'self'", ...styles].join(' '))

function sendFile(
  root: string,
  path: string,
  request: Request,
  response: Response,
  next: NextFunction,
) {
  response.setHeader('Vary', 'Accept-Encoding')
  response.type(extname(path))
  const [encoding, suffix = ''] =
    ENCODINGS.find(
      ([name, end]) =>
        request.acceptsEncodings(name) === name && existsSync(join(root, path + end)),
    ) ?? []
  if (encoding !== undefined) response.setHeader('Content-Encoding', encoding)
  const options = {
    root,
    cacheControl: false,
    acceptRanges: false,
    // index.html is never stored, assets never change: there is nothing to revalidate
    lastModified: false,
    etag: false,
    dotfiles: 'deny',
  } as const
  response.sendFile(path + suffix, options, (error?: Error) => {
    // a browser that hung up is no failure of ours
    if (error !== undefined && !response.headersSent && !response.destroyed) next(error)
  })
}
