package io.longshore.transfer.parquet;

import io.longshore.transfer.parquet.ColumnTree.Element;
import io.longshore.transfer.parquet.ParquetColumn.Meaning;
import java.util.ArrayList;
import java.util.List;

/**
 * What a file's footer tells of its rows.
 *
 * @param columns those at the top of the schema, in their order
 * @param members the same with the columns of groups instead of the groups, except of groups that
 *     have repeated columns
 */
record ParquetFooter(
    List<ParquetColumn> columns, List<ParquetColumn> members, List<RowGroup> groups) {

  /**
   * Some rows of the file.
   *
   * @param chunks the values of each leaf of the schema
   */
  record RowGroup(long rows, List<Chunk> chunks) {}

  /**
   * The values of a column in a row group.
   *
   * @param path the names from the top of the schema
   * @param first the position of the first page in the file
   */
  record Chunk(List<String> path, int type, int codec, long values, long first, long bytes) {}

  /**
   * Parses a footer.
   *
   * @throws RuntimeException if it is damaged
   */
  static ParquetFooter parse(byte[] data) {
    return new FooterParser(new CompactReader(data, 0, data.length)).footer();
  }

  /** The fields of the footer's structures by their ids. */
  private static final class FooterParser {

    private final CompactReader in;
    private final List<Element> elements = new ArrayList<>();
    private final List<RowGroup> groups = new ArrayList<>();
    private boolean encrypted;

    FooterParser(CompactReader in) {
      this.in = in;
    }

    ParquetFooter footer() {
      in.struct(
          (id, type) -> {
            switch (id) {
              case 2 -> in.structs(this::element);
              case 4 -> in.structs(this::group);
              case 8 -> encrypted = skip(type);
              default -> in.skip(type);
            }
          });
      if (encrypted) {
        throw new IllegalArgumentException("it is encrypted");
      }
      ColumnTree tree = new ColumnTree(elements);
      return new ParquetFooter(tree.columns(), tree.members(), List.copyOf(groups));
    }

    private boolean skip(int type) {
      in.skip(type);
      return true;
    }

    private void element() {
      Element element = new Element();
      in.struct(
          (id, type) -> {
            switch (id) {
              case 1 -> element.type = in.integer();
              case 2 -> element.length = in.integer();
              case 3 -> element.repetition = in.integer();
              case 4 -> element.name = in.text();
              case 5 -> element.children = in.integer();
              case 6 -> element.converted = in.integer();
              case 7 -> element.scale = in.integer();
              case 10 -> logical(element);
              default -> in.skip(type);
            }
          });
      elements.add(element);
    }

    private void logical(Element element) {
      in.struct(
          (id, type) -> {
            switch (id) {
              case 5 -> {
                element.logical = Meaning.DECIMAL;
                in.struct((member, of) -> decimal(element, member, of));
              }
              case 6 -> {
                element.logical = Meaning.DAYS;
                in.skip(type);
              }
              case 8 -> in.struct((member, of) -> timestamp(element, member, of));
              case 10 -> in.struct((member, of) -> integer(element, member, of));
              default -> in.skip(type);
            }
          });
    }

    private void decimal(Element element, int member, int type) {
      if (member == 1) {
        element.scale = in.integer();
      } else {
        in.skip(type);
      }
    }

    private void timestamp(Element element, int member, int type) {
      if (member != 2) {
        in.skip(type);
        return;
      }
      in.struct(
          (unit, of) -> {
            element.logical =
                unit == 1 ? Meaning.MILLIS : unit == 2 ? Meaning.MICROS : Meaning.NANOS;
            in.skip(of);
          });
    }

    private void integer(Element element, int member, int type) {
      if (member == 2 && type == CompactReader.FALSE) {
        element.logical = Meaning.UNSIGNED;
      }
      in.skip(type);
    }

    private void group() {
      long[] rows = new long[1];
      List<Chunk> chunks = new ArrayList<>();
      in.struct(
          (id, type) -> {
            switch (id) {
              case 1 -> in.structs(() -> chunks.add(chunk()));
              case 3 -> rows[0] = in.zigzag();
              default -> in.skip(type);
            }
          });
      groups.add(new RowGroup(rows[0], List.copyOf(chunks)));
    }

    private Chunk chunk() {
      Chunk[] found = new Chunk[1];
      in.struct(
          (id, type) -> {
            switch (id) {
              case 1 -> throw new IllegalArgumentException("its values are in another file");
              case 3 -> found[0] = metadata();
              default -> in.skip(type);
            }
          });
      if (found[0] == null) {
        throw new IllegalArgumentException("a column has no metadata");
      }
      return found[0];
    }

    private Chunk metadata() {
      List<String> path = new ArrayList<>();
      long[] numbers = new long[12]; // by the ids of the fields
      numbers[11] = -1;
      in.struct(
          (id, type) -> {
            switch (id) {
              case 3 -> {
                int size = in.listSize(CompactReader.BINARY);
                for (int i = 0; i < size; i++) {
                  path.add(in.text());
                }
              }
              case 1, 4, 5, 7, 9, 11 -> numbers[id] = in.zigzag();
              default -> in.skip(type);
            }
          });
      boolean dictionary = numbers[11] > 0 && numbers[11] < numbers[9];
      return new Chunk(
          List.copyOf(path),
          (int) numbers[1],
          (int) numbers[4],
          numbers[5],
          dictionary ? numbers[11] : numbers[9],
          numbers[7]);
    }
  }
}
