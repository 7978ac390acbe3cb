package io.hami.mock.model;

/** What one unit of a raw quantity stands for, before any split factor. */
public enum Unit {
  MEBIBYTE("MiB", 1),
  /** Cambricon's and Iluvatar's memory unit, fixed in HAMi's scheduler. */
  MEBIBYTES_256("units of 256 MiB", 256),
  /** Moore Threads' memory unit, fixed in HAMi's scheduler. */
  MEBIBYTES_512("units of 512 MiB", 512),
  /** A Metax vmemory request without unit letters is read as GiB. */
  GIBIBYTE("GiB", 1024),
  PERCENT("%", 0),
  CORE("cores", 0),
  SLOT("slots", 0),
  /** Whatever a custom resource of the plugin's own config counts. */
  UNIT("units", 0);

  private final String text;
  private final int mebibytes;

  Unit(String text, int mebibytes) {
    this.text = text;
    this.mebibytes = mebibytes;
  }

  /** MiB in one unit; 0 where the unit is not one of memory. */
  public int mebibytes() {
    return mebibytes;
  }

  @Override
  public String toString() {
    return text;
  }
}
