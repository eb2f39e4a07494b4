package io.longshore.service.pinpoint.block;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the contents of blocks. */
final class BlockContents {

  private BlockContents() {}

  /** The contents by their block, in the order of the blocks; without blocks that are gone. */
  static Map<StoredBlock, BlockStore.Content> of(
      List<StoredBlock> blocks, List<BlockStore.Content> found) {
    Map<BlockStore.Key, BlockStore.Content> all = new HashMap<>();
    found.forEach(content -> all.put(new BlockStore.Key(content.bucket(), content.low()), content));
    Map<StoredBlock, BlockStore.Content> contents = new LinkedHashMap<>();
    for (StoredBlock block : blocks) {
      BlockStore.Content content = all.get(new BlockStore.Key(block.bucket(), block.low()));
      if (content != null) {
        contents.put(block, content);
      }
    }
    return contents;
  }
}
