/** The names of the parameters in a path: `/@:handle/:id` → `'handle' | 'id'`. */
export type ParamNames<P extends string> = P extends `${string}:${infer N}/${infer R}`
  ? N | ParamNames<`/${R}`>
  : P extends `${string}:${infer N}`
    ? N
    : never
