import { int, table, text, time } from './columns.ts'

/** Which process makes ids with which low bits (`slot`, `lib/ids.ts`), and until when. */
export const id_leases = table({ slot: int().key(), holder: text(), until: time() })
