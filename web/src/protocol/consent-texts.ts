/** What a person is asked to allow, word for word. Another wording is another version (SPEC 18). */

export type About = "proxy" | "sms";
export type TextLanguage = "fr" | "en";

/** A text that is shown in full before anybody decides. */
export interface ConsentText {
  about: About;
  version: number;
  language: TextLanguage;
  text: string;
}

const proxyFrench = [
  "Agir pour un proche",
  "La personne qui tient ce compte peut prendre, déplacer et annuler des rendez-vous médicaux pour la personne nommée, et les voir.",
  "Pour cela, le compte garde son prénom, son nom et sa date de naissance, dans un coffre que seule la personne qui tient le compte ouvre. Aucun serveur ne peut les lire, ni savoir que ce choix a été fait.",
  "L’accord est celui de la personne nommée ou, si elle est mineure ou protégée par une mesure qui le prévoit, de qui la représente légalement.",
  "Refuser ne prive d’aucun soin : sans cet accord, un rendez-vous se prend en écrivant le nom à chaque fois.",
  "L’accord se retire à tout moment, en un geste. Le prénom, le nom et la date de naissance sont alors effacés du coffre, et le compte ne propose plus cette personne. Les rendez-vous déjà pris demeurent, et peuvent être annulés.",
  "Après un refus ou un retrait, la question n’est pas reposée avant six mois.",
];

const proxyEnglish = [
  "Acting for a relative",
  "Whoever holds this account may book, move and cancel medical appointments for the person named, and see them.",
  "For this the account keeps their given name, family name and date of birth, in a vault that only the holder of the account opens. No server can read them, nor know that this choice was made.",
  "The agreement is that of the person named or, if they are a minor or under a protection that provides for it, of whoever represents them by law.",
  "Refusing costs no care: without this agreement, an appointment is booked by typing the name each time.",
  "The agreement can be withdrawn at any time, in one act. Given name, family name and date of birth are then erased from the vault, and the account no longer offers this person. Appointments already made remain, and can be cancelled.",
  "After a refusal or a withdrawal, the question is not asked again for six months.",
];

const smsFrench = [
  "Être prévenu par SMS",
  "Quand quelque chose vous attend dans votre espace, le gardien vous l’écrit par e-mail. Si vous l’acceptez, il peut vous l’écrire par SMS, en plus de l’e-mail ou à sa place, comme vous le choisissez.",
  "Le SMS dit seulement que quelque chose vous attend. Il ne nomme ni cabinet, ni soignant, ni date, ni motif.",
  "Pour cela, le gardien garde votre numéro, chiffré dans sa base. Le prestataire qui envoie les SMS et les opérateurs de téléphonie voient le numéro, le message et son heure ; qui regarde votre téléphone voit que vous utilisez Serment. Le numéro ne permet jamais d’entrer dans votre compte.",
  "Refuser ne change rien : vous êtes prévenu par e-mail, comme aujourd’hui.",
  "L’accord se retire à tout moment, en un geste. Le numéro est alors effacé, et aucun SMS ne part plus.",
  "Après un refus ou un retrait, la question n’est pas reposée avant six mois.",
];
const smsEnglish = [
  "Being told by SMS",
  "When something is waiting for you, the custodian tells you by e-mail. If you accept, it can tell you by SMS, beside the e-mail or in its place, as you choose.",
  "The SMS says only that something is waiting for you. It names no practice, no practitioner, no date and no motive.",
  "For this the custodian keeps your number, encrypted in its database. The company that sends SMS and the telephone carriers see the number, the message and its time; whoever looks at your telephone sees that you use Serment. The number never opens your account.",
  "Refusing changes nothing: you are told by e-mail, as today.",
  "The agreement can be withdrawn at any time, in one act. The number is then erased, and no SMS leaves any more.",
  "After a refusal or a withdrawal, the question is not asked again for six months.",
];

export const texts: readonly ConsentText[] = [
  { about: "proxy", version: 1, language: "fr", text: written(proxyFrench) },
  { about: "proxy", version: 1, language: "en", text: written(proxyEnglish) },
  { about: "sms", version: 1, language: "fr", text: written(smsFrench) },
  { about: "sms", version: 1, language: "en", text: written(smsEnglish) },
];
export const newest: Readonly<Record<About, number>> = { proxy: 1, sms: 1 };

function written(paragraphs: readonly string[]): string {
  return `${paragraphs.join("\n\n")}\n`;
}
