import { NotFound } from '../../../../core/errors.ts'
import { type Id, parseId } from '../../../../lib/ids.ts'

/** The id in the address of a page. @throws NotFound */
export function webhookIdIn(text: string | undefined): Id {
  const id = parseId(text)
  if (id === undefined) throw new NotFound()
  return id
}
