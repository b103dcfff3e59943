// The built web: hashed files below /assets/, and one page for every other path (deep links may contain dots).
import { existsSync } from 'node:fs'
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
      sendPage(webRoot, request, response, next)
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

function sendPage(webRoot: string, request: Request, response: Response, next: NextFunction) {
  response.setHeader('Cache-Control', 'no-store')
  if (!existsSync(join(webRoot, 'index.html'))) {
    throw new ConsoleError(
      'console.unavailable',
      'The web part of the console is not built. Run "npm start" or "npm run build" once.',
    )
  }
  sendFile(webRoot, '/index.html', request, response, next)
}

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
