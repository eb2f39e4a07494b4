/** Uploads of a file of the computer to S3, part by part, so that one part of it is in memory. */
import { operator } from '../api.js';

/** A string of a request has at most 1,000,000 characters of Base64, and a part 7 of them. */
const PIECE = 750_000;
/** S3 requires 5 MiB of every part but the last. */
const PART = 7 * PIECE;
const TRIES = 4;

/** A name that keeps its extension and has no character that needs quoting anywhere. @param {string} name */
export const plainName = (name) => name.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^[.-]+/, '').slice(-200) || 'file';

/**
 * The bytes in Base64.
 *
 * @param {Blob} blob
 * @returns {Promise<string>}
 */
export const base64 = (blob) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(String(reader.result).slice(String(reader.result).indexOf(',') + 1));
  reader.onerror = () => reject(new Error(`The file cannot be read: ${reader.error?.message}`));
  reader.readAsDataURL(blob);
});

/** Whether sending the request again may help. @param {any} error */
const passes = (error) => error.status === 0 || error.status === 429 || error.status >= 500;

/** @param {Blob} part @returns {Promise<string[]>} */
function pieces(part) {
  const count = Math.max(1, Math.ceil(part.size / PIECE));
  return Promise.all(Array.from({ length: count }, (_, at) => base64(part.slice(at * PIECE, (at + 1) * PIECE))));
}

async function withRetries(signal, action) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (signal.aborted || attempt === TRIES || !passes(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
    }
  }
}

/**
 * Uploads a file and returns the URL of its object. An upload that fails or is stopped leaves nothing.
 *
 * @param {File} file
 * @param {{role: string, folder: string, signal: AbortSignal, progress: (bytes: number) => void}} how
 * @returns {Promise<string>} s3://bucket/key
 */
export async function upload(file, { role, folder, signal, progress }) {
  const begun = await operator.createUpload({ RoleArn: role, S3Folder: folder, Name: plainName(file.name) }, signal);
  try {
    const parts = Math.max(1, Math.ceil(file.size / PART));
    for (let number = 1; number <= parts; number++) {
      const body = { PartNumber: number, Content: await pieces(file.slice((number - 1) * PART, number * PART)) };
      await withRetries(signal, () => operator.uploadPart(begun.UploadId, body, signal));
      progress(Math.min(file.size, number * PART));
    }
    return (await withRetries(signal, () => operator.completeUpload(begun.UploadId, signal))).S3Url;
  } catch (failure) {
    operator.abortUpload(begun.UploadId).catch(() => {}); // otherwise the server aborts it after a day
    throw failure;
  }
}
