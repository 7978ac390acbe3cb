package io.hami.mock.discovery;

import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.model.NodeFacts;
import java.util.List;

/**
 * A vendor of accelerators: all that this plugin knows of it.
 *
 * @param <T> what its section of HAMi's device config says
 */
public abstract class Vendor<T> {
  private final String name;
  private final DeviceSection<T> section;

  /**
   * @param name as people see it and as planners sort by
   * @param section of HAMi's device config
   */
  protected Vendor(String name, DeviceSection<T> section) {
    this.name = name;
    this.section = section;
  }

  /** The vendor's name. */
  public final String name() {
    return name;
  }

  /** Its section of HAMi's device config. */
  public final DeviceSection<T> section() {
    return section;
  }

  /**
   * Its families of cards, in the order in which they are shown.
   *
   * @param names what the section says
   * @param node without what this plugin has written to it
   * @param hami what HAMi's scheduler is told of cards that are made up
   */
  public abstract List<CardFamily> families(T names, NodeFacts node, Hami hami);

  /** The models that its cards can be made up of. */
  public List<CardProfile> profiles() {
    return List.of();
  }

  /**
   * Adds what HAMi's chart names and {@code names} leaves out, such as chips. Cards that are made
   * up have such names; where the file has no section at all, they have the chart's.
   */
  public T completed(T names) {
    return names;
  }

  /** Replaces the names for which one of the reference's flags was given on the command line. */
  public T renamed(T names, ReferenceNames flags) {
    return names;
  }

  /** Its families where there is no device config: those of the reference's command line. */
  public List<CardFamily> reference(ReferenceNames flags) {
    return List.of();
  }
}
