/** Size of a file of the write-ahead log, as `initdb` makes them. */
export const WAL_SEGMENT_BYTES = 16 * 1024 * 1024

/**
 * The position in the write-ahead log at which a file of it begins, in bytes. Its name is three numbers of
 * eight hexadecimal digits: the timeline, the upper half of the position, and which segment of the lower half's 4 GB.
 */
export const walPosition = (segment: string, segmentBytes = WAL_SEGMENT_BYTES): number =>
  Number.parseInt(segment.slice(8, 16), 16) * 2 ** 32 + Number.parseInt(segment.slice(16), 16) * segmentBytes
