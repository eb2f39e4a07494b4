package io.longshore.botocore;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A data folder of botocore, into which model files are installed and from which they are removed.
 * {@link InstallRecord} distinguishes installed files from other files, which are never changed.
 * All methods block.
 */
public final class ModelFolder {

  private final Path folder;

  public ModelFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** What an installation or a removal did, file by file. */
  public record Change(Path file, Action action) {}

  /** What happened to a file. */
  public enum Action {
    WRITTEN,
    UNCHANGED,
    REMOVED,
    /** It was changed after its installation, so it is not removed. */
    KEPT
  }

  /** A file conflicts with an installed one, or was changed later; nothing was written. */
  public static final class FilesInTheWay extends IOException {

    private final List<Path> files;

    FilesInTheWay(List<Path> files) {
      super(files.toString());
      this.files = files;
    }

    public List<Path> files() {
      return files;
    }
  }

  /**
   * Writes the files, and removes those that an earlier version installed and this one does not
   * have.
   *
   * @param files contents by path below the folder
   * @throws FilesInTheWay if a file exists that was not installed, or was changed since
   */
  public List<Change> install(Map<String, byte[]> files) throws IOException {
    InstallRecord installed = InstallRecord.read(folder);
    List<Path> inTheWay = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] there = read(folder.resolve(file.getKey()));
      if (there != null
          && !Arrays.equals(there, file.getValue())
          && !installed.has(file.getKey(), there)) {
        inTheWay.add(folder.resolve(file.getKey()));
      }
    }
    if (!inTheWay.isEmpty()) {
      throw new FilesInTheWay(inTheWay);
    }
    List<Change> changes = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      changes.add(write(folder.resolve(file.getKey()), file.getValue()));
    }
    changes.addAll(remove(installed.without(files.keySet())));
    InstallRecord.of(files).write(folder);
    return changes;
  }

  /** Removes the files that were installed and have not been changed since. */
  public List<Change> uninstall() throws IOException {
    List<Change> changes = remove(InstallRecord.read(folder));
    InstallRecord.delete(folder);
    return changes;
  }

  private List<Change> remove(InstallRecord installed) throws IOException {
    List<Change> changes = new ArrayList<>();
    for (String path : installed.paths()) {
      Path file = folder.resolve(path);
      byte[] there = read(file);
      if (there != null && !installed.has(path, there)) {
        changes.add(new Change(file, Action.KEPT));
      } else if (there != null) {
        Files.delete(file);
        deleteEmpty(file.getParent());
        changes.add(new Change(file, Action.REMOVED));
      }
    }
    return changes;
  }

  /** Deletes the folder and its parents up to the data folder, as far as they are empty. */
  private void deleteEmpty(Path child) throws IOException {
    try {
      for (Path each = child; !each.equals(folder); each = each.getParent()) {
        Files.delete(each);
      }
    } catch (DirectoryNotEmptyException inUse) {
      return; // the folder has files that were not installed
    }
  }

  private static Change write(Path file, byte[] content) throws IOException {
    if (Arrays.equals(content, read(file))) {
      return new Change(file, Action.UNCHANGED);
    }
    Files.createDirectories(file.getParent());
    replace(file, content);
    return new Change(file, Action.WRITTEN);
  }

  /** Replaces the file atomically. */
  static void replace(Path file, byte[] content) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.write(next, content);
    try {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException onlyInTwoSteps) {
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException none) {
      return null;
    }
  }
}
