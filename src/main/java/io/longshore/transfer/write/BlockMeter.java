package io.longshore.transfer.write;

/** Measures blocks of compressed rows that are kept for exports. */
public interface BlockMeter {

  /** Measures nothing. */
  BlockMeter NONE =
      new BlockMeter() {
        @Override
        public void built(int blocks, long bytes) {}

        @Override
        public void passedOn(int blocks, long bytes) {}

        @Override
        public void changed(int blocks) {}

        @Override
        public void dropped(int blocks) {}
      };

  /** Blocks were built. */
  void built(int blocks, long bytes);

  /** An export has passed blocks on. */
  void passedOn(int blocks, long bytes);

  /** An export has replaced lines of blocks. */
  void changed(int blocks);

  /** Blocks were deleted, because newer ones take their place or their app has no use for them. */
  void dropped(int blocks);
}
