/** Rows per statement. Deleting them takes a few milliseconds. */
const BATCH = 1_000

interface Deletion {
  executeTakeFirst(): Promise<{ numDeletedRows: bigint }>
}

/**
 * Deletes very many rows without occupying the writer or the event loop for long. Not for use in a transaction.
 * @param batch builds the statement that deletes at most `limit` of the rows
 */
export async function deleteInBatches(batch: (limit: number) => Deletion): Promise<void> {
  while ((await batch(BATCH).executeTakeFirst()).numDeletedRows >= BATCH);
}
