import { ArtefactError, checkHeader, checkTable, table, type Header } from './artefact-header.js';
import { binCount, type FeatureBinning } from './binning.js';
import { ByteReader, ByteWriter, crc32 } from './bytes.js';
import { Forest } from './forest.js';
import { CATEGORICAL_FLAG, featureOf, isLeaf, leftChild, maskWords, type Tree } from './tree.js';
import { TreeReader } from './tree-reader.js';

const MAGIC = 0x46545348; // "HSTF", read little-endian
const FORMAT_VERSION = 1;
/** Magic, format version, length and CRC-32 of the body: four 32-bit little-endian words. */
const PREAMBLE_BYTES = 16;

/**
 * The forest as bytes: preamble, header (JSON), the features' tables (doubles), then each tree's nodes in a depth-first
 * walk as variable-length integers (LEB128); only leaves carry counts, about 4 bytes a node. The same forest gives the same bytes.
 */
export function serialiseForest(forest: Forest): Uint8Array {
  const header: Header = {
    engine: forest.engine,
    parameters: forest.parameters,
    features: forest.binnings.map((binning) => [binning.kind, table(binning).length]),
  };
  const out = new ByteWriter(PREAMBLE_BYTES);
  const json = new TextEncoder().encode(JSON.stringify(header));
  out.varint(json.length);
  out.bytes(json);
  for (const binning of forest.binnings) out.doubles(table(binning));
  for (const tree of forest.trees) writeNode(out, tree, 0, forest.binnings);
  const bytes = out.finish();
  const view = new DataView(bytes.buffer);
  const body = bytes.subarray(PREAMBLE_BYTES);
  [MAGIC, FORMAT_VERSION, body.length, crc32(body)].forEach((word, index) => {
    view.setUint32(4 * index, word, true);
  });
  return bytes;
}

/** @throws ArtefactError when the bytes are something else, of a newer format, truncated or damaged. Cost O(bytes). */
export function parseForest(bytes: Uint8Array): Forest {
  if (bytes.length < PREAMBLE_BYTES)
    throw new ArtefactError(`The artefact has ${bytes.length} bytes: too short for any forest.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const body = bytes.subarray(PREAMBLE_BYTES);
  if (view.getUint32(0, true) !== MAGIC)
    throw new ArtefactError('The artefact does not begin as a forest does: it is something else.');
  const version = view.getUint32(4, true);
  if (version !== FORMAT_VERSION) {
    throw new ArtefactError(`The artefact has format ${version}, this program reads format ${FORMAT_VERSION}.`);
  }
  const length = view.getUint32(8, true);
  if (body.length !== length)
    throw new ArtefactError(`The artefact has ${body.length} bytes after its preamble, which announces ${length}.`);
  if (crc32(body) !== view.getUint32(12, true))
    throw new ArtefactError('The artefact is damaged: its checksum does not match.');
  try {
    return readBody(new ByteReader(body));
  } catch (error) {
    if (error instanceof ArtefactError) throw error;
    throw new ArtefactError(`The artefact has a sound checksum but does not hold a forest: ${String(error)}`);
  }
}

function readBody(input: ByteReader): Forest {
  const header = JSON.parse(new TextDecoder().decode(input.bytes(input.varint()))) as Header;
  checkHeader(header);
  const { engine, parameters } = header;
  const binnings = header.features.map(([kind, size], feature): FeatureBinning => {
    const values = input.doubles(size);
    checkTable(values, feature);
    return kind === 'numeric' ? { kind, cuts: values } : { kind, categories: values };
  });
  const reader = new TreeReader(input, binnings, parameters.maxDepth);
  const trees = Array.from({ length: parameters.nEstimators }, () => reader.read());
  if (!input.isAtEnd()) throw new ArtefactError('The artefact goes on after its last tree.');
  return new Forest({ engine, parameters, binnings, trees });
}

function writeNode(out: ByteWriter, tree: Tree, node: number, binnings: readonly FeatureBinning[]): void {
  const { words, masks } = tree;
  if (isLeaf(words, node)) {
    out.varint(0);
    out.varint(tree.draws[node]);
    out.varint(tree.positives[node]);
    return;
  }
  const word = words[2 * node];
  out.varint(1 + ((word & ~CATEGORICAL_FLAG) >>> 16));
  const left = leftChild(words, masks, node);
  if (word >= CATEGORICAL_FLAG) {
    const at = words[2 * node + 1] + 1;
    for (let k = 0; k < maskWords(binCount(binnings[featureOf(word)])); k++) out.varint(masks[at + k]);
  } else out.varint(word & 0xffff);
  writeNode(out, tree, left, binnings);
  writeNode(out, tree, left + 1, binnings);
}
