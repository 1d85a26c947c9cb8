import { Unavailable } from '../../core/errors.ts'

/** A limit of ours stopped a fetch before it left. The work that needs it is tried again later. */
export class OverLimit extends Unavailable {}
