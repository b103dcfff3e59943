import './styles.css'
import { startTransition, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from '@tanstack/react-router'
import { createConsoleRouter } from './routes.tsx'

const root = document.querySelector('#root')
if (root === null) throw new Error('index.html has no #root')

const router = createConsoleRouter()

// A transition is drawn in slices: on a slow machine the first page takes long enough to notice that nothing answers.
const draw = () =>
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <RouterProvider router={router} />
      </StrictMode>,
    ),
  )

/** What index.html has asked for is there, more often than not, when the code is. */
async function takeFirstRows() {
  if (globalThis.eceConsoleEarly === undefined) return
  const page = await import('./features/deployments/deployments-page.tsx')
  await page.takeFirstRows(globalThis.eceConsoleEarly)
}

// The frame that index.html painted stays until there is a page to put in its place. No top-level await: the pages' files
// import this one and would wait for it for ever.
void router.load().then(takeFirstRows).then(draw, draw)
