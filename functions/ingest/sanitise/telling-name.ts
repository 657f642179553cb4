/** Names that say that what they name is a secret: of attributes, fields, headers, parameters, options, environment variables. */
import { remembered } from './remembered.ts';

const telling =
  /pass(?:word|wd|phrase|code)|(?:^|[._-])(?:pass|pwd|otp|cvv2?|cvc2?|psk|jwt|sig|auth)$|[._-]pat$|pwd$|secret|(?:^|[._-]|[a-z0-9])token(?:[._-]?(?:value|string|raw|data))?$|(?:api|access|account|private|shared|master|encryption|signing|auth|licen[cs]e|storage|subscription|integration|write|app|application|ssh|deploy|session|hmac)[._-]?key(?:[._-]?(?:value|data|base|json))?$|api[._-]?key|private[._-]?key|authorization|cookie|credential|(?:j|php|asp)sess(?:ion)?id|sessid$|connect\.sid|x-amz-signature$/i;

/** Names about a secret, which name none: how many, of what kind, where it is kept, when it ends. */
const about =
  /tokens$|tokenizer|(?:page|paging|pagination|next|continuation|cursor|scroll|sync|resume|fencing)[._-]?[Tt]oken$|token[._-]?(?:type|count|limit|usage|bucket|index|endpoint|ur[il]|id|ttl)$|(?:[._-](?:count|type|name|namespace|length|len|ur[il]|endpoint|arn|ttl|age|expir\w*|valid\w*|policy|version|status|state|path|file|dir|ref|reset|changed|required|enabled|limit|size|alg|algorithm|hint|field|rotation|rotated|strength|provider|method|attempts)|(?:Name|Type|Count|Length|Ur[il]|Arn|Path|File|Ref|Policy|Version|Status|Expiry|ExpiresAt|ExpiresIn|KeyRef|Enabled|Required|Changed))$|less$|(?:manager|store|vault|operator|controller)$|(?:key|credential)[._-]?id$/;

/** Whether a name tells that its value is a secret. */
export const tellsSecret = remembered((name) => telling.test(name) && !about.test(name));
