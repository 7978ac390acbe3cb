package io.hami.mock.discovery;

import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.inventory.InventoryCard;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Notice;
import java.util.List;
import java.util.Optional;

/**
 * A vendor of accelerators, with everything that this plugin knows about it.
 *
 * @param <T> the content of its section of HAMi's device config
 */
public abstract class Vendor<T> {
  private final String name;
  private final DeviceSection<T> section;

  /**
   * @param name the display name, by which planners sort
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
   * The vendor's families of cards, in display order.
   *
   * @param names the content of the section
   * @param node without what this plugin has written to it
   * @param hami what HAMi's scheduler is told about made-up cards
   */
  public abstract List<CardFamily> families(T names, NodeFacts node, Hami hami);

  /** The models of which cards can be made up. */
  public List<CardProfile> profiles() {
    return List.of();
  }

  /** The modes that made-up cards of {@code profile} can have, the usual one first. */
  public List<String> modes(CardProfile profile) {
    return List.of();
  }

  /** The content of the section as the modes of made-up cards change it. */
  public T chosen(T names, List<InventoryCard> cards) {
    return names;
  }

  /**
   * Adds what HAMi's chart has and {@code names} lacks, such as chips. Made-up cards use these
   * names; where the file has no section at all, they use the chart's.
   */
  public T completed(T names) {
    return names;
  }

  /** Replaces the names for which one of the reference's flags was given on the command line. */
  public T renamed(T names, ReferenceNames flags) {
    return names;
  }

  /**
   * The vendor's families where there is no device config: those of the reference's command line.
   */
  public List<CardFamily> reference(ReferenceNames flags) {
    return List.of();
  }

  /**
   * What is read on a Node although other components do not read it any more; empty where there is
   * nothing of the kind.
   */
  public Optional<Notice> outdated(NodeFacts node) {
    return Optional.empty();
  }
}
