package io.hami.mock.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * A set of device IDs, in the order in which they were first seen. The IDs are stored one after
 * another in one array: 262,408 of them take about 4 MB here and 25 MB as a set of strings.
 */
final class IdSet {
  static final IdSet EMPTY = new Builder().build();

  private final byte[] text;
  private final int[] ends;

  /**
   * A hash table with open addressing; it stores positions + 1, and 0 is a free slot. Its length is
   * a power of two.
   */
  private final int[] table;

  private IdSet(byte[] text, int[] ends, int[] table) {
    this.text = text;
    this.ends = ends;
    this.table = table;
  }

  static IdSet of(Iterable<String> ids) {
    Builder builder = new Builder();
    ids.forEach(id -> builder.add(id.getBytes(UTF_8)));
    return builder.build();
  }

  int size() {
    return ends.length;
  }

  boolean contains(String id) {
    byte[] wanted = id.getBytes(UTF_8);
    return table[slot(table, text, ends, wanted)] != 0;
  }

  String get(int index) {
    int start = start(ends, index);
    return new String(text, start, ends[index] - start, UTF_8);
  }

  /** The IDs as strings; each string is made only when it is read. */
  List<String> asList() {
    return new Strings();
  }

  /** The IDs of this set, then those of {@code other} that are not in it. */
  IdSet union(IdSet other) {
    if (other.size() == 0) {
      return this;
    }
    if (size() == 0) {
      return other;
    }
    Builder builder = new Builder();
    addTo(builder);
    other.addTo(builder);
    return builder.build();
  }

  private void addTo(Builder builder) {
    for (int index = 0; index < ends.length; index++) {
      builder.add(Arrays.copyOfRange(text, start(ends, index), ends[index]));
    }
  }

  private static int start(int[] ends, int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** The slot of {@code id} in {@code table}, or the free slot where it would go. */
  private static int slot(int[] table, byte[] text, int[] ends, byte[] id) {
    int mask = table.length - 1;
    int slot = hash(id, 0, id.length) & mask;
    while (table[slot] != 0) {
      int index = table[slot] - 1;
      if (Arrays.equals(text, start(ends, index), ends[index], id, 0, id.length)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    hash *= 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }

  private final class Strings extends AbstractList<String> implements RandomAccess {
    @Override
    public String get(int index) {
      return IdSet.this.get(index);
    }

    @Override
    public int size() {
      return ends.length;
    }
  }

  /** Collects IDs; not to be used after {@link #build()}. */
  static final class Builder {
    private byte[] text = new byte[64];
    private int[] ends = new int[16];
    private int[] table = new int[32];
    private int size;

    /** Adds an ID that is not there yet. */
    void add(byte[] id) {
      int slot = slot(table, text, ends, id);
      if (table[slot] != 0) {
        return;
      }
      int start = start(ends, size);
      int end = Math.addExact(start, id.length);
      if (end > text.length) {
        text = Arrays.copyOf(text, Math.max(end, text.length * 2));
      }
      System.arraycopy(id, 0, text, start, id.length);
      if (size == ends.length) {
        ends = Arrays.copyOf(ends, size * 2);
      }
      ends[size++] = end;
      table[slot] = size;
      if (size * 2 > table.length) {
        rehash();
      }
    }

    IdSet build() {
      return new IdSet(Arrays.copyOf(text, start(ends, size)), Arrays.copyOf(ends, size), table);
    }

    private void rehash() {
      int[] wider = new int[table.length * 2];
      int mask = wider.length - 1;
      for (int index = 0; index < size; index++) {
        int slot = hash(text, start(ends, index), ends[index]) & mask;
        while (wider[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        wider[slot] = index + 1;
      }
      table = wider;
    }
  }
}
