/**
 * A function that loads a value at its first call and returns the same one from then on. A failure is not kept: the
 * next call tries again, since what failed may work later, such as opening a file while there are too many sockets.
 */
export function loadOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
}
