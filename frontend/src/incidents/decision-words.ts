import type { Decision, Delivery, Opinion } from "../api/types.ts";
import type { HomeAssistant } from "../ha/types.ts";
import type { Formats } from "../i18n/format.ts";
import type { Localize, TextKey } from "../i18n/localize.ts";

/** A decision as it is read: whether somebody was told, and the sentence that says so. */
export interface Told {
  alert: string;
  at: string;
  tone: "told" | "failed" | "silent";
  text: string;
}

export interface Words {
  t: Localize;
  formats: Pick<Formats, "duration" | "dateTime" | "minutesOf" | "number" | "percent" | "time">;
  states: HomeAssistant["states"];
}

function named(id: string, { states }: Words): string {
  return states[id]?.attributes.friendly_name ?? id;
}

function channel(delivery: Delivery, words: Words): string {
  const target = delivery.target
    .split(", ")
    .map((one) => named(one, words))
    .join(", ");
  const key = `channel.${delivery.channel}` as TextKey;
  const text = words.t(key, { target });
  if (text === key) return target || delivery.channel;
  // Who may not see whom an alert told is not shown an empty name.
  return target || !words.t(key, { target: "?" }).includes("?") ? text : delivery.channel;
}

function list(items: readonly string[], t: Localize): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} ${t("and")} ${items.at(-1) ?? ""}`;
}

/** Return a moment as this user reads it; one without its time zone, as they were kept once, as it is. */
function moment(at: string, { formats }: Words): string {
  return /T.*(Z|[+-]\d\d:\d\d)$/.test(at) ? formats.dateTime(at) : at;
}

/** Return what kept an AI from answering: a word that is known, or what it says itself. */
function trouble(code: string, t: Localize): string {
  const key = `ai.${code}` as TextKey;
  const text = t(key);
  return text === key ? code : text;
}

/** Return what an AI answered before anybody was told. */
function answer({ question, entity_id, seconds, yes, error }: Opinion, words: Words): string {
  const { t, formats } = words;
  const name = named(entity_id, words);
  if (yes === null) return t("ai.no_answer", { name, why: trouble(error ?? "silent", t) });
  return t("ai.answer", { question, name, yes: formats.percent(yes), time: formats.duration(seconds) });
}

/** Return why an alert stayed silent, from what its condition found. */
function reason({ at, verdict, detail, opinion }: Decision, words: Words): string {
  const { t, formats } = words;
  switch (verdict) {
    case "cooldown": {
      const seconds = parseFloat(detail);
      return Number.isNaN(seconds)
        ? t("why.cooldown")
        : t("why.cooldown_left", { left: formats.duration(seconds) });
    }
    case "too_few_faces": {
      const [seen, wanted] = detail.split("<").map((part) => parseInt(part, 10));
      return wanted ? t("why.too_few_faces_of", { seen: seen ?? 0, wanted }) : t("why.too_few_faces");
    }
    case "schedule_off":
    case "not_armed": {
      const [entity = ""] = detail.split(":");
      return entity ? t(`why.${verdict}_named`, { name: named(entity, words) }) : t(`why.${verdict}`);
    }
    case "somebody_home":
      return detail ? t("why.somebody_home_named", { name: detail }) : t("why.somebody_home");
    case "other_hour": {
      // Its hours are those of the house, whose clock need not be the one that this user reads.
      const [hours = NaN, minutes = NaN] = detail.split(":").map(Number);
      const elsewhere = !Number.isNaN(minutes) && hours * 60 + minutes !== formats.minutesOf(at);
      return t(elsewhere ? "why.other_hour_house" : "why.other_hour_at", { time: formats.time(at), house: detail });
    }
    case "second_opinion":
      return opinion ? answer(opinion, words) : t("why.second_opinion");
    case "snoozed":
      return detail ? t("why.snoozed_until", { time: moment(detail, words) }) : t("why.snoozed");
    default: {
      const key = `why.${verdict}` as TextKey;
      const text = t(key);
      return text === key ? verdict : text;
    }
  }
}

/** Return what an alert decided in plain words: whom it told, or why not. */
export function wordsOf(decision: Decision, words: Words): Told {
  const { t } = words;
  const base = { alert: decision.alert_name, at: decision.at };
  const reached = decision.deliveries.filter((delivery) => delivery.error === null);
  const failed = decision.deliveries.filter((delivery) => delivery.error !== null);
  const missed = failed.map((delivery) => {
    const name = channel(delivery, words);
    return delivery.error && delivery.error !== "failed" ? `${name} (${delivery.error})` : name;
  });
  if (decision.verdict === "sent") {
    const told = list(reached.map((delivery) => channel(delivery, words)), t);
    const done = told ? t("told.by", { told }) : t("told");
    const text = decision.opinion ? `${done} ${t("told.asked", { answer: answer(decision.opinion, words) })}` : done;
    return missed.length
      ? { ...base, tone: "failed", text: `${text} ${t("told.missed", { missed: list(missed, t) })}` }
      : { ...base, tone: "told", text };
  }
  if (decision.verdict === "not_described") {
    return { ...base, tone: "failed", text: t("told.not_described", { why: trouble(decision.detail || "failed", t) }) };
  }
  if (decision.verdict === "failed") {
    return { ...base, tone: "failed", text: missed.length ? t("told.failed", { missed: list(missed, t) }) : t("told.nobody") };
  }
  return { ...base, tone: "silent", text: t("told.not", { why: reason(decision, words) }) };
}

/** Return decisions as they are read: of the same alert and words only the last, those that told somebody first. */
export function toldOf(decisions: readonly Decision[], words: Words): Told[] {
  const order = { told: 0, failed: 1, silent: 2 };
  const last = new Map<string, Told>();
  for (const decision of decisions) {
    if (decision.verdict === "other_camera") continue;
    const told = wordsOf(decision, words);
    last.set(`${decision.alert} ${told.tone === "silent" ? "silent" : told.text}`, told);
  }
  return [...last.values()].sort((a, b) => order[a.tone] - order[b.tone]);
}
