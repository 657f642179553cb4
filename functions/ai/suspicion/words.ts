/**
 * What people say who want a model to do something, by language. Words are beginnings of words in lower case; Latin ones are written without
 * accents. An underscore at the end is the word's end. `ignore` near `orders` speaks of instructions, `judge` near `grades` speaks of verdicts, a phrase says enough by itself.
 */
export interface Language {
  readonly ignore: readonly string[];
  readonly orders: readonly string[];
  readonly judge: readonly string[];
  readonly grades: readonly string[];
  readonly phrases: readonly string[];
}

const list = (words: string): readonly string[] =>
  words
    .split(',')
    .map((word) => word.trim().replace('_', ' '))
    .filter((word) => word !== '');

const language = (ignore: string, orders: string, judge: string, grades: string, phrases: string): Language => ({
  ignore: list(ignore),
  orders: list(orders),
  judge: list(judge),
  grades: list(grades),
  phrases: list(phrases),
});

/** Written in Latin letters; compared with texts without accents. */
export const latinLanguages: readonly Language[] = [
  // English
  language(
    `ignor, disregard, forget, overrid, bypass, overrul, discard, do not follow, dont follow, do not obey, dont obey, stop following, stop obeying,
     neglect, supersede, set aside,  never mind, pay no attention, throw away, throw out, no longer follow, cancel, revoke, violate, break out of`,
    `instructions, instruction above, previous instruction, prior instruction, earlier instruction, your instruction, all instruction, any instruction,
     prompts_, system prompt, your prompt, the prompt, previous prompt, initial prompt, original prompt, prompt above, system message, directives,
     guidelines, your rules, all rules, previous rules, prior rules, these rules, rules above, rules you, your training, everything above, all of the above,
     everything before, what came before, you were told, been told, was told, told before, told you, your orders, your task, original task, your policy,
     your policies, your guardrails, your safety, your programming, content policy, the above text, the text above, the preceding, the rubric, your rubric`,
    `classify_, classified, categorize_, categorise_, mark it, mark this, mark them, marking it, treat_, deem_, declare_, regard_, consider_, assign_, judge_, downgrade it, downgrade this,
     upgrade it, upgrade this, verdict, put it down as, file it under, file this under, log it as, answer_, respond_, reply_`,
    `info_, informational, routine, harmless, benign, unimportant, not important, non critical, not critical, no issue, lowest, trivial, noise, false positive, false alarm,
     security incident, resource exhaustion, dependency failure, data loss, as critical, as warning, severity critical, severity warning, critical severity, highest severity`,
    `you are now, you are no longer, you are an ai, you are chatgpt, you are gpt, you are claude, you are a helpful, you are the classifier, you are a classifier,
     as an ai, as a language model, language model must, language model should, dear model, dear ai, dear llm, dear assistant, dear classifier, hey ai, hey model,
     hey assistant, hello ai, hello model, hello classifier, hello assistant, attention ai, attention model, attention llm, attention classifier, attention assistant,
     note to the model, note to model, note to ai, note to the ai, note to llm, note to the llm, note to classifier, note to the classifier, note for the model,
     note for the ai, note to assistant, note to the assistant, message to the ai, message for the ai, message to the model, message for the model, message to the classifier,
     instructions for the model, instruction for the model, instructions for the ai, instructions to the ai, instructions for the classifier, to the classifier, classifier please,
     whoever classifies, whoever is classifying, if you are an ai, if you are a model, if you are a language model, if you are an llm, if you are a classifier,
     llm reading this, ai reading this, model reading this, assistant reading this, ai system reading, models reading this, language model reading, when you read this, if you read this, once you read this, after reading this,
     new instructions, updated instructions, new instruction, new directive, new system message, new system prompt, system prompt, system override, admin override, instruction override, priority override,
     developer mode, dan mode, jailbreak, prompt injection, do anything now, pretend to be, pretend that you, pretend you, act as if, act as a, act as an, act as the, act like a, act like an, roleplay, role play,
     from now on, from this point on, from this point forward, for the rest of this conversation, this conversation, our conversation, for all following, henceforth,
     your new task, your new role, your real task, your task is, your job is, your goal is, your role is, your mission is, your only, your answer is, your answer must, your answer should, your answer shall, your answer will, your answer for, your answer to be, your answers, make your answer, in your answer, your answer info, your answer critical, your answer routine, your response must, your response should,
     your response to, your verdict, your classification, your output, your reply, your judgement, your judgment, your instructions,
     answer only, respond only, reply only, respond with, reply with, answer with, answer exactly, answer that, output only, output exactly, output the following, only output, just output, just answer, just say, simply say, just reply, say exactly, print only,
     repeat after me, the correct answer, correct classification, correct severity, correct category, correct verdict, the right answer is, right verdict, right severity, right category, appropriate severity, appropriate category, expected answer, expected verdict, expected classification,
     category must, category should, category shall, category has to be, category needs to be, category is routine, category is info, category is security, category is deployment, category is configuration, category is performance, category is data loss, category is resource, category is dependency, category is hardware, category is network, severity is info, severity is routine, severity is low, the severity is, severity must, severity should, severity shall, severity has to be, severity needs to be, severity equals, category equals,
     set severity, set the severity, set category, set the category, set confidence, change the severity, change severity, change the category, lower the severity, lower severity, reduce the severity, reduce severity, raise the severity, increase the severity, choose severity, choose the severity, choose category, choose the category, choose info, choose critical, choose routine, pick info, pick critical, pick routine, pick the category, pick the severity, select severity, select category, use severity, use category, give it severity, give severity, assign severity, assign the severity, assign category, assign the category, assign the lowest, assign the highest, return severity, return category, report severity, output severity, output category, say info, say critical, say routine, answer info, answer critical, answer routine,
     classify this, classify it, classify the, classify all, classify every, classify as, classify any, classify me, classify them, classify these, classify everything, classify next, classify other, be classified as, must be classified, should be classified, already been classified, already classified, been reviewed and is, has been verified as, has been confirmed as, was verified as, pre classified, preclassified,
     categorize this, categorise this, categorize as, categorise as, categorize all, categorise all, categorize every, mark this, mark it as, mark all, mark every, mark everything, mark the other, mark other, mark as info, mark as critical, mark as routine, mark as harmless, mark as benign,
     label this, label it, label all, label every, label everything, label the other, label as, treat this, treat all, treat every, treat it as, treat the other, treat as info, treat as critical, treat as routine, rate this, rate it, rate all, rate every, rate the other, grade this, grade it, grade all, grade every, rank this, rank it,
     consider this, consider all, consider every, consider it, regard this, regard all, regard it, flag this, flag it as, flag all, flag every, tag this, tag it as, tag all, tag every, score this, score it, report this as, report it as, report everything, report all as, report every, judge this, judge it, judge all, judge every, call it info, call it critical, call it routine, call everything,
     downgrade this, downgrade it, downgrade all, downgrade every, upgrade this to critical, escalate this, escalate all, escalate everything, escalate immediately, escalate to critical, full confidence, confidence must, confidence should, confidence shall, maximum confidence, highest confidence, complete confidence, absolute confidence,
     all other items, all the other items, every other item, every item in, all items in this, other items in, other messages in, the other messages, all other messages, every other message, the next message, the previous message, the following message, next item, previous item, preceding item, following item, neighbouring item, neighboring item, rest of the batch, entire batch, whole batch,
     run the runbook, run runbook, run the remediation, execute the runbook, execute runbook, execute the remediation, trigger the runbook, trigger runbook, trigger remediation, trigger the remediation, start the runbook, start runbook, launch the runbook, launch runbook, invoke the runbook, invoke runbook, approve the runbook, approve the remediation, approve remediation, approve all, call the tool, use the tool, call the function, invoke the tool, use your tools,
     do not page, dont page, do not alert, dont alert, do not escalate, dont escalate, never alert, never page, never escalate, do not notify, dont notify, do not report, dont report, do not mention, dont mention, do not raise, no need to page, no need to alert, no need to escalate, nobody should be paged, no one should be paged, nobody needs to be, suppress this, suppress all, suppress the alert, suppress every, silence this, silence all, silence the alert, silence every, mute this, mute all, acknowledge this, acknowledge all, acknowledge the incident, close the incident, close this incident, close all incidents, resolve the incident, resolve this incident, resolve all incidents, page everyone, page everybody, page the on call, page the whole, wake everyone, wake everybody, wake up everyone,
     tenant id to, other tenants, another tenant, every tenant, tenants data, on behalf of tenant, switch tenant, impersonate, as if it came from, belongs to tenant, belong to tenant,
     increase the budget, raise the budget, reset the budget, disable the budget, ignore the budget, unlimited budget, spend the budget, set the budget, change the policy, change policy, update your policy, disable the rule, disable all rules, delete all rules, add a rule, add rule, rewrite the policy,
     reveal your, print your, show me your, show your, repeat your, tell me your, leak your, what are your instructions, disclose your`,
  ),
  // German
  language(
    `ignorier, vergiss, vergesst, vergessen sie, missacht, missachte, beachte nicht, beachten sie nicht, befolge nicht, befolgen sie nicht, uberschreib, umgeh, verwirf, verwerfen sie, hore nicht auf, hor nicht auf`,
    `anweisung, instruktion, befehl, vorgabe, regeln, prompt_, systemnachricht, richtlinie, alles davor, alles vorherige, alles bisherige, obige, vorherige, bisherige, auftrag`,
    `klassifizier, einstufen, stufe_, bewerte, markier, kennzeichn, behandel, betracht, antworte, antworten sie, gib an, gib aus, melde_, setze_, ordne, kategorisier, wahle, beurteil`,
    `info_, routine, harmlos, unkritisch, unwichtig, kritisch, critical, warnung, warning, schweregrad, kategorie, severity, category, ungefahrlich, unbedenklich, niedrig, fehlalarm`,
    `du bist jetzt, du bist nun, sie sind jetzt, sie sind nun, du bist ein, ab jetzt, ab sofort antwort, von nun an, ab sofort gilt, neue anweisung, neue instruktion, neue aufgabe, deine aufgabe, deine antwort, ihre antwort, deine ausgabe, deine bewertung,
     systemprompt_, tu so als, tue so als, spiel die rolle, antworte nur, antworte mit, antworten sie mit, antworten sie nur, liebes modell, liebe ki, sehr geehrtes modell, an das modell, an die ki, hinweis an die ki, hinweis an das modell, sprachmodell,
     die kategorie ist, die kategorie lautet, der schweregrad ist, der schweregrad lautet, kategorie muss, schweregrad muss, die schwere ist, niemanden alarmieren, keinen alarm auslosen, keinen alarm, nicht eskalieren, nicht alarmieren, wecke niemanden, weck alle, alle anderen meldungen, alle anderen nachrichten, alle anderen eintrage, die anderen eintrage, fuhre das runbook, runbook ausfuhren, starte das runbook, wenn du das liest, wenn sie das lesen, fur mandant, anderen mandanten, aller mandanten`,
  ),
  // French
  language(
    `ignorez, ignorer, ignore les, ignore tou, ignore ce, ignore la, ignore le, oubli, ne tiens pas compte, ne tenez pas compte, ne pas tenir compte, neglige, contourn, outrepass, n obei, nobei, ne suis pas, ne suivez pas, faites abstraction, fais abstraction, annul`,
    `instructions, consigne, directive, regles, invite systeme, prompt_, message systeme, ordres, tout ce qui precede, ce qui precede, precedente, ci dessus`,
    `classe ce, classe le, classe la, classe tou, classez, classifie, considere, considerez, marque, etiquet, traite, traitez, evalue_, evaluez, note ce, notez, reponds, repondez, attribue_, attribuez, qualifie_, qualifiez, declarez, juge_, jugez, categorise_, categorisez, mets_, mettez`,
    `info_, routine, inoffensi, benin, sans importance, critique, critical, avertissement, warning, severite, gravite, categorie, severity, category, sans danger, fausse alerte, anodin, mineur`,
    `tu es maintenant, vous etes maintenant, tu es desormais, vous etes desormais, tu es un, a partir de maintenant, desormais, dorenavant, nouvelle instruction, nouvelles instructions, nouvelle consigne, ta tache, votre tache, ta reponse, votre reponse, ton verdict, votre verdict,
     fais semblant, faites semblant, fais comme si, faites comme si, joue le role, jouez le role, reponds uniquement, repondez uniquement, reponds seulement, repondez seulement, reponds par, repondez par, reponds avec, cher modele, chere ia, a l attention du modele, a lattention du modele, note pour le modele, modele de langage,
     la categorie est, la gravite est, la severite est, la categorie doit, la gravite doit, ne declenche, ne declenchez, n alertez, nalertez, n alerte personne, nalerte personne, ne reveille, ne reveillez, pas d alerte, tous les autres messages, les autres messages, tous les autres elements, les autres elements, execute le runbook, executez le runbook, lance le runbook, lancez le runbook, si tu lis, si vous lisez, autres locataires, du locataire`,
  ),
  // Spanish
  language(
    `ignora_, ignore las, ignore los, ignore tod, ignoren, ignorad, ignorar, olvid, desatiend, descart, omite, omita, no sigas, no siga, no obedezca, no hagas caso, haz caso omiso, haga caso omiso, pasa por alto, anula, salta`,
    `instruccion, indicacion, directriz, directrices, reglas, ordenes, prompt_, mensaje del sistema, mensaje de sistema, todo lo anterior, lo anterior, anteriores, previas`,
    `clasific, considera, considere, marca, marque, etiquet, trata, trate, califica, califique, evalua_, evalue_, responde_, responda_, asigna, asigne, declara_, juzga, categoriza_, pon la, ponga`,
    `info_, rutina, routine, inofensiv, benign, sin importancia, critico, critica, critical, advertencia, warning, severidad, gravedad, categoria, severity, category, inocuo, falsa alarma, trivial`,
    `ahora eres, eres ahora, usted es ahora, ya no eres, eres un, a partir de ahora, de ahora en adelante, desde ahora, nueva instruccion, nuevas instrucciones, tu tarea, su tarea, tu respuesta, su respuesta, tu veredicto, su veredicto,
     finge, actua como, actue como, haz de cuenta, responde solo, responda solo, responde unicamente, responda unicamente, responde solamente, responde con, responda con, contesta solo, contesta con, querido modelo, querida ia, estimado modelo, nota para el modelo, nota para la ia, modelo de lenguaje,
     la categoria es, la gravedad es, la severidad es, la categoria debe, la gravedad debe, la severidad debe, no avises, no avise, no alertes, no alerte, no escales, no escale, no despiertes, no molestes, no notifiques, los demas mensajes, todos los demas, los otros mensajes, los otros elementos, ejecuta el runbook, ejecute el runbook, lanza el runbook, inicia el runbook, si lees esto, si estas leyendo, otros inquilinos, del inquilino`,
  ),
  // Portuguese
  language(
    `ignore as, ignore os, ignore tud, ignore tod, ignorem, ignorar, ignora_, esquec, desconsider, descart, nao siga, nao sigas, nao obedec, desobedec, contorn, anule, deixe de lado`,
    `instruco, instrucao, orientac, diretriz, diretrizes, regras, ordens, prompt_, mensagem do sistema, mensagem de sistema, tudo acima, tudo o que, anteriores, o anterior`,
    `classifique, classifica_, considere_, marque_, marca_, rotul, trate_, trata_, avalie, responda_, responde_, atribua, declare_, julgue, categorize_, defina, coloque`,
    `info_, rotina, routine, inofensiv, benign, sem importancia, critico, critica, critical, aviso, warning, severidade, gravidade, categoria, severity, category, inocu, alarme falso, falso positivo`,
    `agora voce e, voce e agora, voce agora, voce nao e mais, voce e um, tu es agora, a partir de agora, de agora em diante, doravante, nova instrucao, novas instrucoes, sua tarefa, tua tarefa, sua resposta, tua resposta, seu veredito,
     finja, faca de conta, aja como, atue como, responda apenas, responda somente, responde apenas, responda so, responda com, responde com, caro modelo, cara ia, prezado modelo, nota para o modelo, nota para a ia, modelo de linguagem,
     a categoria e, a gravidade e, a severidade e, a categoria deve, a gravidade deve, a severidade deve, nao alerte, nao avise, nao escale, nao acorde, nao notifique, as outras mensagens, todas as outras, os outros itens, execute o runbook, executa o runbook, inicie o runbook, rode o runbook, se voce esta lendo, se voce le, outros inquilinos, do inquilino`,
  ),
  // Italian
  language(
    `ignora_, ignorate, ignorare, dimentic, trascur, non seguire, non considerare, non tenere conto, disobbed, scavalc, aggir, lascia perdere, scart, annull`,
    `istruzion, direttiv, regole, indicazion, ordini, prompt_, messaggio di sistema, tutto quanto sopra, quanto sopra, precedenti, consegne`,
    `classifica_, classificare, classificate, considera_, contrassegn, etichett, tratta_, trattare, valuta_, rispondi, rispondete, assegna, dichiara, giudica, categorizza, segna, imposta`,
    `info_, routine, innocu, benign, senza importanza, critico, critica, critical, avviso, warning, severita, gravita, categoria, severity, category, falso allarme, irrilevante`,
    `ora sei, adesso sei, tu sei ora, non sei piu, sei un, d ora in poi, dora in poi, da ora in poi, da adesso, nuova istruzione, nuove istruzioni, il tuo compito, la tua risposta, la vostra risposta, il tuo verdetto,
     fai finta, fingi, comportati come, agisci come, rispondi solo, rispondi soltanto, rispondi con, rispondere solo, rispondete solo, caro modello, cara ia, gentile modello, nota per il modello, modello linguistico,
     la categoria e, la gravita e, la categoria deve, la gravita deve, non allertare, non avvisare, non svegliare, non scalare, non inoltrare, gli altri messaggi, tutti gli altri, gli altri elementi, esegui il runbook, avvia il runbook, lancia il runbook, se leggi, se stai leggendo, altri tenant, del tenant`,
  ),
  // Dutch
  language(
    `negeer, negeren, vergeet, vergeten, volg niet, sla over, omzeil, overschrijf`,
    `instructie, aanwijzing, opdracht, regels, prompt_, systeembericht, richtlijn, alles hierboven, bovenstaande, vorige`,
    `classificeer, beschouw, markeer, label dit, behandel, beoordeel, antwoord, bestempel, categoriseer`,
    `info_, routine, onschuldig, onbelangrijk, kritiek, critical, waarschuwing, warning, ernst, categorie, severity, category, ongevaarlijk, vals alarm`,
    `je bent nu, u bent nu, jij bent nu, vanaf nu, nieuwe instructie, nieuwe opdracht, jouw taak, je taak is, jouw antwoord, uw antwoord, doe alsof, antwoord alleen, antwoord met, beste model, taalmodel, de categorie is, de ernst is, waarschuw niemand, geen alarm, alle andere berichten, de andere berichten, voer het runbook, start het runbook, als je dit leest`,
  ),
  // Polish
  language(
    `zignoruj, ignoruj, zapomnij, pomin, nie przestrzegaj, nie stosuj, odrzuc, obejdz`,
    `instrukcj, polecen, wytyczn, regul, prompt_, komunikat systemowy, wszystko powyzej, poprzedni, powyzsz`,
    `sklasyfikuj, klasyfikuj, oznacz, traktuj, ocen_, odpowiedz, uznaj, przypisz, ustaw`,
    `info_, rutyn, routine, nieszkodliw, niewazn, krytyczn, critical, ostrzezen, warning, kategori, severity, category, falszywy alarm`,
    `jestes teraz, teraz jestes, od teraz, od tej chwili, nowe instrukcje, nowa instrukcja, twoje zadanie, twoja odpowiedz, udawaj, odpowiedz tylko, odpowiadaj tylko, drogi modelu, model jezykowy, kategoria to, waznosc to, nie alarmuj, nie powiadamiaj, nikogo nie budz, wszystkie inne wiadomosci, uruchom runbook, jesli to czytasz`,
  ),
  // Turkish
  language(
    `yok say, gormezden gel, goz ardi et, unut, dikkate alma, aldirma, uyma, gecersiz kil, bosver`,
    `talimat, yonerge, komut, kural, istem, prompt_, sistem mesaji, yukaridaki, onceki, emir`,
    `siniflandir, isaretle, etiketle, degerlendir, olarak say, kabul et, cevap ver, yanitla, olarak ata, olarak_`,
    `info_, rutin, routine, zararsiz, onemsiz, kritik, critical, uyari, warning, onem derece, kategori, severity, category, bilgi, yanlis alarm`,
    `artik sen, sen artik, sen simdi, simdi sen, bundan sonra, bundan boyle, su andan itibaren, yeni talimat, yeni gorev, gorevin, senin gorevin, cevabin, yanitin, gibi davran, rolunu yap, sadece cevap, sadece su, yalnizca su, sadece yanit, sevgili model, sayin model, dil modeli, yapay zeka, kategorisi, onem derecesi, kimseyi uyandirma, alarm verme, uyari gonderme, bildirim gonderme, diger tum mesaj, diger mesaj, runbooku calistir, runbook calistir, bunu okuyorsan`,
  ),
  // Indonesian and Malay
  language(
    `abaikan, lupakan, jangan ikuti, kesampingkan, langgar`,
    `instruksi, perintah, arahan, aturan, prompt_, pesan sistem, di atas, sebelumnya`,
    `klasifikasikan, tandai, anggap, perlakukan, nilai, jawab, kategorikan, tetapkan`,
    `info_, rutin, routine, tidak berbahaya, tidak penting, kritis, critical, peringatan, warning, tingkat keparahan, kategori, severity, category`,
    `kamu sekarang, anda sekarang, sekarang kamu, sekarang anda, mulai sekarang, instruksi baru, tugasmu, tugas anda, jawabanmu, jawaban anda, berpura pura, jawab hanya, jawab dengan, model bahasa, kategorinya adalah, jangan beri tahu, jangan bangunkan, semua pesan lain, jalankan runbook, jika anda membaca`,
  ),
  // Vietnamese
  language(
    `bo qua, phot lo, quen di, quen het, dung lam theo, khong tuan theo`,
    `chi dan, huong dan, lenh, quy tac, prompt_, tin nhan he thong, o tren, truoc do`,
    `phan loai, danh dau, coi la, xem nhu, tra loi, gan nhan`,
    `info_, thong thuong, routine, vo hai, khong quan trong, nghiem trong, critical, canh bao, warning, muc do, severity, category`,
    `bay gio ban la, ban bay gio la, tu bay gio, ke tu bay gio, chi dan moi, huong dan moi, nhiem vu cua ban, cau tra loi cua ban, gia vo, chi tra loi, mo hinh ngon ngu, khong canh bao, tat ca cac tin nhan khac, chay runbook`,
  ),
  // Swedish, Danish, Norwegian
  language(
    `ignorer, glom, glem, bortse fran, se bort fra, folj inte, folg ikke, folg ikkje, strunta i`,
    `instruktion, instruks, anvisning, regler, prompt_, systemmeddelande, systemmelding, ovanstaende, ovenstaende, tidigare, tidligere`,
    `klassificer, klassifiser, markera_, marker dette, marker den, behandla, behandl_, bedom, betrakta, svara_, svar_, anse_`,
    `info_, rutin, routine, ofarlig, harmlos, oviktig, kritisk, critical, varning, advarsel, warning, allvarlighet, alvorlighet, kategori, severity, category`,
    `du ar nu, du er nu, du er na, fran och med nu, fra nu af, fra na av, ny instruktion, nya instruktioner, nye instruktioner, din uppgift, din opgave, din oppgave, ditt svar, dit svar, latsas, lad som om, svara bara, svara endast, svar kun, sprakmodell, sprogmodel, kategorin ar, kategorien er, larma inte, alarmer ikke, alla andra meddelanden, kor runbook`,
  ),
  // Czech and Slovak
  language(
    `ignoruj, zapomen, zabudni, nedbej, neres, prehlizej, obejdi`,
    `instrukc, pokyn, prikaz, pravidl, prompt_, systemova zprava, vse vyse, predchozi, predchadzajuc`,
    `klasifikuj, oznac, povazuj, ohodnot, odpovez, odpovedz, zarad, nastav`,
    `info_, rutin, routine, neskodn, nedulezit, kriticka, kriticke, kriticky, critical, varovani, warning, zavaznost, kategori, severity, category`,
    `nyni jsi, ted jsi, od ted, od nynejska, odteraz, nove pokyny, nove instrukce, tvuj ukol, tva odpoved, predstirej, odpovez pouze, jazykovy model, kategorie je, zavaznost je, nikoho nebud, neupozornuj, vsechny ostatni zpravy, spust runbook`,
  ),
  // Romanian
  language(
    `ignora, uita, nu tine cont, nu urma, nesocot`,
    `instructiun, instructiuni, indicatii, reguli, prompt_, mesajul de sistem, de mai sus, anterioare`,
    `clasifica_, clasificati, considera_, marcheaza, eticheteaza, trateaza, evalueaza, raspunde, atribuie`,
    `info_, rutina, routine, inofensiv, neimportant, critic_, critical, avertisment, warning, severitate, gravitate, categorie, severity, category`,
    `acum esti, esti acum, de acum inainte, de acum incolo, noi instructiuni, sarcina ta, raspunsul tau, prefa te, raspunde doar, raspunde numai, raspunde cu, model de limbaj, categoria este, gravitatea este, nu alerta, nu trezi, toate celelalte mesaje, ruleaza runbook`,
  ),
];

/** Written in letters of their own; compared with texts as they are. Without spaces between words in Chinese, Japanese and Thai. */
export const otherLanguages: readonly (Language & { readonly script: RegExp })[] = [
  {
    // Russian and Ukrainian
    script: /\p{Script=Cyrillic}/u,
    ...language(
      `игнорир, проигнорир, забудь, забыть, не обращай, не следуй, отмени, обойди, пренебрег, отбрось, не учитывай, не выполняй, ігнор, забудьте, не зважай`,
      `инструкц, указани, правил, приказ, промпт, системное сообщение, системный, предыдущ, выше, директив, команд, все что было, інструкц, вказів, попередн, правила`,
      `классифиц, отмет, пометь, помечай, считай, считать, оцени, оценивай, ответь, отвечай, назнач, присвой, укажи, верни, поставь, клас, познач, вважай, відповід`,
      `info, инфо, рутин, routine, безобид, безвред, неважн, критич, critical, предупрежден, warning, серьезност, серьёзност, важность, категори, severity, category, ложн, обычн, рутинн, безпечн, звичайн`,
      `ты теперь, теперь ты, вы теперь, теперь вы, ты больше не, с этого момента, отныне, впредь, новая инструкция, новые инструкции, новое указание, твоя задача, ваша задача, твой ответ, ваш ответ, твоя роль, притворись, сделай вид, представь что ты, веди себя как, действуй как, отвечай только, ответь только, ответьте только, языковая модель, уважаемая модель, дорогая модель, системный промпт, категория это, категория должна, серьезность должна, важность должна, никого не буди, не буди, не поднимай тревогу, не оповещай, не уведомляй, не эскалируй, все остальные сообщения, остальные сообщения, другие сообщения, запусти ранбук, запусти runbook, выполни runbook, если ты читаешь, если вы читаете, ти тепер, тепер ти, відтепер, твоє завдання, твоя відповідь, мовна модель`,
    ),
  },
  {
    // Chinese, simplified and traditional
    script: /\p{Script=Han}/u,
    ...language(
      `忽略, 无视, 無視, 忘记, 忘記, 不要理会, 不要理會, 不要遵守, 不要遵循, 跳过, 跳過, 绕过, 繞過, 抛开, 丢弃, 别管, 不用管, 取消, 覆盖`,
      `指令, 指示, 提示, 规则, 規則, 命令, 系统消息, 系統訊息, 之前, 以上, 上述, 上面, 前面, 先前, 要求, 设定, 設定`,
      `分类, 分類, 标记, 標記, 标为, 標為, 视为, 視為, 当作, 當作, 评为, 評為, 判定, 判断, 归类, 歸類, 回答, 回复, 回覆, 输出, 輸出, 设为, 設為, 列为, 认定, 答复, 返回`,
      `info, 信息级, 信息类, 日常, 例行, 常规, 常規, 无害, 無害, 不重要, 严重, 嚴重, 关键, 關鍵, 危急, 警告, critical, warning, routine, 严重性, 嚴重性, 级别, 級別, 类别, 類別, severity, category, 误报, 誤報, 正常`,
      `你现在是, 你現在是, 您现在是, 现在你是, 現在你是, 你不再是, 从现在开始, 從現在開始, 从现在起, 從現在起, 自此以后, 新的指令, 新指令, 新的任务, 你的任务, 你的任務, 你的回答, 你的答案, 你的输出, 你的输出, 你的判断, 假装, 假裝, 扮演, 只回答, 只能回答, 只需回答, 只输出, 只輸出, 请回答, 請回答, 请输出, 語言模型, 语言模型, 人工智能助手, 系统提示, 系統提示, 类别是, 類別是, 级别是, 级别应, 严重性为, 嚴重性為, 严重程度为, 不要报警, 不要告警, 不要通知, 不要升级, 不要叫醒, 不要唤醒, 其他所有消息, 所有其他消息, 其他消息, 其余消息, 其它消息, 执行运行手册, 运行手册, 執行手冊, 如果你在读, 如果你正在, 租户, 租戶`,
    ),
  },
  {
    // Japanese
    script: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
    ...language(
      `無視, 忘れ, 従わな, 従うな, 無効に, 破棄, 取り消, 気にしな, 考慮しな, 上書き`,
      `指示, 命令, 指令, プロンプト, ルール, 規則, システムメッセージ, 以前, これまで, 上記, 前述, 前の, 先の, ガイドライン`,
      `分類, 判定, マーク, ラベル, 扱って, 扱え, 扱う, みなし, 見なし, 回答, 答え, 返答, 出力, 評価, 設定し, してください`,
      `info, 情報レベル, ルーチン, 日常, 無害, 重要でない, 重大, クリティカル, 警告, critical, warning, routine, 重大度, 深刻度, カテゴリ, severity, category, 誤検知, 問題なし, 定常`,
      `あなたは今, 今からあなた, これからあなた, あなたはもう, 今後は, 今から, これ以降, 以後, 新しい指示, 新しい命令, あなたの任務, あなたの仕事, あなたの役割, あなたの回答, あなたの答え, のふりをし, 演じて, として振る舞, とだけ答え, だけを答え, だけ出力, のみを出力, のみ出力, のみ回答, のみで回答, 言語モデル, 人工知能, システムプロンプト, カテゴリは, 重大度は, 深刻度は, 通知しない, 通知するな, 警告しない, アラートを出さ, エスカレーションしない, 起こさない, 他のすべてのメッセージ, 他のメッセージ, 他の項目, 残りのメッセージ, ランブックを実行, これを読んで, テナント`,
    ),
  },
  {
    // Korean
    script: /\p{Script=Hangul}/u,
    ...language(
      `무시, 잊어, 잊으, 따르지, 취소, 우회, 버려, 신경쓰지, 신경 쓰지`,
      `지시, 명령, 지침, 프롬프트, 규칙, 시스템 메시지, 시스템메시지, 이전, 위의, 앞의, 앞선`,
      `분류, 표시, 간주, 취급, 처리하, 평가, 답하, 답변, 대답, 출력, 지정, 판정, 설정하`,
      `info, 정보, 일상, 루틴, 무해, 중요하지, 심각, 치명, 경고, critical, warning, routine, 심각도, 범주, 카테고리, severity, category, 오탐, 정상`,
      `너는 이제, 당신은 이제, 이제 너는, 이제 당신은, 이제부터, 지금부터, 앞으로는, 새로운 지시, 새 지시, 새로운 명령, 너의 임무, 당신의 임무, 당신의 역할, 너의 답변, 당신의 답변, 인 척, 척하, 역할을 해, 만 답하, 로만 답, 만 출력, 언어 모델, 언어모델, 인공지능, 시스템 프롬프트, 카테고리는, 심각도는, 알리지 마, 알림을 보내지, 경고하지 마, 깨우지 마, 에스컬레이션하지, 다른 모든 메시지, 다른 메시지, 나머지 메시지, 런북을 실행, 런북 실행, 이것을 읽, 이 글을 읽, 테넌트`,
    ),
  },
  {
    // Arabic and Persian
    script: /\p{Script=Arabic}/u,
    ...language(
      `تجاهل, انس, انسي, لا تتبع, اهمل, تخط, تجاوز, الغ, ناديده, نادیده, فراموش, رعايت نكن, پیروی نکن`,
      `تعليمات, التعليمات, اوامر, الاوامر, قواعد, القواعد, توجيهات, التوجيهات, رساله النظام, السابقه, سابقه, اعلاه, موجه, دستور, دستورات, دستورالعمل, قوانین, قبلی, بالا`,
      `صنف, صنفها, اعتبر, علم, ضع, قيم, اجب, رد, حدد, عامل, اجعل, طبقه بندی, در نظر بگیر, پاسخ, علامت`,
      `info, معلومات, روتين, عادي, غير ضار, غير مهم, حرج, خطير, تحذير, critical, warning, routine, شده, خطوره, الخطوره, فئه, الفئه, severity, category, بي ضرر, بی‌ضرر, بی ضرر, عادی, بحرانی, اطلاعات`,
      `انت الان, الان انت, انت لم تعد, من الان فصاعدا, منذ الان, ابتداء من الان, تعليمات جديده, مهمتك, اجابتك, جوابك, ردك, تظاهر, تصرف ك, تصرف و, العب دور, اجب فقط, اجب ب, رد فقط, رد ب, نموذج لغوي, نموذج اللغه, ايها النموذج, عزيزي النموذج, الذكاء الاصطناعي, الفئه هي, الخطوره هي, لا تنبه, لا تنذر, لا توقظ, لا ترسل, لا تصعد, كل الرسائل الاخري, جميع الرسائل الاخري, الرسائل الاخري, شغل دليل, نفذ دليل, اذا كنت تقرا, المستاجر, تو اکنون, از این پس, از حالا, دستور جدید, وظیفه تو, پاسخ تو, وانمود کن, فقط پاسخ, مدل زبانی`,
    ),
  },
  {
    // Hindi and Marathi
    script: /\p{Script=Devanagari}/u,
    ...language(
      `अनदेखा, नजरअंदाज, नज़रअंदाज़, भूल जा, भूल, उपेक्षा, पालन न, पालन मत, मत मान, छोड़, रद्द, दुर्लक्ष`,
      `निर्देश, आदेश, नियम, प्रॉम्प्ट, सिस्टम संदेश, पिछले, पिछली, ऊपर, उपरोक्त, पहले के, सूचना`,
      `वर्गीकृत, वर्गीकरण, चिह्नित, चिन्हित, मानो, मानें, माने, समझो, समझें, रेट, उत्तर, जवाब, घोषित, रखो, रखें`,
      `info, जानकारी, नियमित, सामान्य, हानिरहित, महत्वहीन, गंभीर, क्रिटिकल, चेतावनी, critical, warning, routine, गंभीरता, श्रेणी, severity, category, मामूली`,
      `अब तुम, तुम अब, अब आप, आप अब, अब से, आगे से, नए निर्देश, नया निर्देश, तुम्हारा काम, आपका काम, आपका कार्य, तुम्हारा उत्तर, आपका उत्तर, आपका जवाब, दिखावा करो, नाटक करो, की तरह व्यवहार, केवल उत्तर, सिर्फ उत्तर, केवल यह, सिर्फ यह, भाषा मॉडल, सिस्टम प्रॉम्प्ट, श्रेणी है, गंभीरता है, अलर्ट मत, अलर्ट न, सूचित मत, सूचित न, मत जगा, किसी को न, अन्य सभी संदेश, बाकी सभी संदेश, बाकी संदेश, रनबुक चला, यदि आप यह पढ़, अगर आप यह पढ़, अगर तुम यह पढ़, किरायेदार`,
    ),
  },
  {
    // Greek
    script: /\p{Script=Greek}/u,
    ...language(
      `αγνόησε, αγνοήστε, αγνοησ, ξέχνα, ξέχασε, ξεχάστε, μην ακολουθ, παράκαμψε`,
      `οδηγί, εντολ, κανόν, προτροπ, prompt, μήνυμα συστήματος, παραπάνω, προηγούμεν`,
      `ταξινόμησε, ταξινομήστε, σημείωσε, θεώρησε, απάντησε, απαντήστε, βαθμολόγησε, κατηγοριοποί`,
      `info, ρουτίν, ακίνδυν, ασήμαντ, κρίσιμ, προειδοποίηση, critical, warning, σοβαρότητα, κατηγορία, severity, category`,
      `είσαι τώρα, τώρα είσαι, από εδώ και πέρα, από τώρα, νέες οδηγίες, η απάντησή σου, η εργασία σου, προσποιήσου, απάντησε μόνο, γλωσσικό μοντέλο, η κατηγορία είναι, μην ειδοποι, όλα τα άλλα μηνύματα`,
    ),
  },
  {
    // Hebrew
    script: /\p{Script=Hebrew}/u,
    ...language(
      `התעלם, התעלמ, תתעלם, שכח, תשכח, אל תציית, בטל, עקוף`,
      `הוראות, ההוראות, הנחיות, ההנחיות, כללים, הכללים, פרומפט, הודעת המערכת, הקודמות, למעלה`,
      `סווג, תסווג, סמן, תסמן, התייחס, דרג, ענה, תענה, השב, קבע`,
      `info, שגרתי, שגרה, לא מזיק, לא חשוב, קריטי, אזהרה, critical, warning, חומרה, קטגוריה, severity, category`,
      `אתה עכשיו, עכשיו אתה, מעכשיו, מעתה, הוראות חדשות, המשימה שלך, התשובה שלך, העמד פנים, ענה רק, מודל שפה, הקטגוריה היא, החומרה היא, אל תתריע, אל תעיר, כל ההודעות האחרות`,
    ),
  },
  {
    // Thai
    script: /\p{Script=Thai}/u,
    ...language(
      `เพิกเฉย, ละเว้น, ลืม, ไม่ต้องทำตาม, อย่าทำตาม, ไม่สนใจ, ยกเลิก`,
      `คำสั่ง, คำแนะนำ, กฎ, พรอมต์, ข้อความระบบ, ก่อนหน้า, ข้างต้น`,
      `จัดประเภท, จำแนก, ทำเครื่องหมาย, ถือว่า, ตอบ, ให้คะแนน, ระบุ`,
      `info, ปกติ, กิจวัตร, ไม่เป็นอันตราย, ไม่สำคัญ, วิกฤต, ร้ายแรง, คำเตือน, critical, warning, ความรุนแรง, หมวดหมู่, severity, category`,
      `ตอนนี้คุณคือ, คุณคือ, จากนี้ไป, ตั้งแต่นี้, คำสั่งใหม่, งานของคุณ, คำตอบของคุณ, แกล้งทำ, ตอบเพียง, ตอบแค่, ตอบว่า, โมเดลภาษา, หมวดหมู่คือ, อย่าแจ้งเตือน, อย่าปลุก, ข้อความอื่นทั้งหมด`,
    ),
  },
];

/** A name of ours beside one of these letters is talk about us in a language that this page may not know. */
export const ourWords: readonly string[] = ['severity', 'confidence', 'classif', 'runbook', 'routine'];
