import { TextField } from '../ui/field.tsx'

/** As the server's limit (bff.ts, `LONGEST_TICKET`). */
const MAX_TICKET = 64

interface TicketFieldProps {
  readonly ticket: string
  readonly setTicket: (ticket: string) => void
}

/** Number of the ticket that a change is for: in dialogs beside the reason. */
export const TicketField = ({ ticket, setTicket }: TicketFieldProps) => (
  <TextField
    label="Ticket"
    hint="If there is one."
    maxLength={MAX_TICKET}
    autoComplete="off"
    autoCapitalize="off"
    spellCheck={false}
    value={ticket}
    onChange={({ target }) => setTicket(target.value)}
  />
)
