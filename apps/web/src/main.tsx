import './styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from '@tanstack/react-router'
import { createConsoleRouter } from './routes.tsx'

const root = document.querySelector('#root')
if (root === null) throw new Error('index.html has no #root')

const router = createConsoleRouter()

const draw = () =>
  createRoot(root).render(
    <StrictMode>
      <RouterProvider router={router} />
    </StrictMode>,
  )
// The frame that index.html painted stays until there is a page to put in its place. No top-level await: the pages' files
// import this one and would wait for it for ever.
void router.load().then(draw, draw)
