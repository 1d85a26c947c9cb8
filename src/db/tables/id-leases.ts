import { int, table, text, time } from './columns.ts'

/** Which process makes ids with which slot of their low bits (`lib/ids.ts`), and up to which time. */
export const id_leases = table({ slot: int().key(), holder: text(), until: time() })
