// What is in the address bar is text that somebody pasted. Every value is checked on its own: a bad one is left out
// and named, so that the page can say what it ignored, and the rest of the view still opens.
import { z } from '@ece/api-types'

/** Query strings as the router holds them: `?health=bad&health=warn` is a list, everything else plain text. */
export type RawSearch = Readonly<Record<string, string | readonly string[] | undefined>>

/** A schema for every parameter of a page. */
export type SearchFields = Readonly<Record<string, z.core.$ZodType>>
type Values<Shape extends SearchFields> = {
  readonly [Name in keyof Shape]: z.core.output<Shape[Name]>
}

export interface ParsedSearch<Shape extends SearchFields> {
  readonly values: Values<Shape>
  /** Names of the parameters whose value was not understood and is treated as absent. */
  readonly ignored: readonly string[]
}

/**
 * Makes the reader of a page's search parameters. Every field must accept `undefined` (optional or with a default);
 * lists are declared with `list(…)`. Unknown parameters are neither values nor ignored: they belong to somebody else.
 */
export const parseSearch =
  <const Shape extends SearchFields>(shape: Shape) =>
  (raw: RawSearch): ParsedSearch<Shape> => {
    const values: Record<string, unknown> = {}
    const ignored: string[] = []
    for (const [name, schema] of Object.entries(shape)) {
      const given = Object.hasOwn(raw, name) ? raw[name] : undefined
      const parsed = z.safeParse(schema, given)
      if (!parsed.success) ignored.push(name)
      values[name] = parsed.success ? parsed.data : z.safeParse(schema, undefined).data
    }
    // the loop above has visited every name of the shape
    return { values: values as Values<Shape>, ignored }
  }

/** What links to a page may say: any of its values, all optional. */
export type SearchOf<Parse extends (raw: RawSearch) => ParsedSearch<SearchFields>> = {
  readonly [Name in keyof ReturnType<Parse>['values']]?:
    | ReturnType<Parse>['values'][Name]
    | undefined
}

/** One or many of `item`: `?a=1` and `?a=1&a=2` both give a list; absent gives an empty one. Duplicates go. */
export const list = <Item extends z.core.$ZodType<unknown, string>>(item: Item) =>
  z.pipe(
    z.transform((given: unknown) => [
      ...new Set(given === undefined ? [] : Array.isArray(given) ? given : [given]),
    ]),
    z.array(item).check(z.maxLength(50)),
  )
