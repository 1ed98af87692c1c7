"""Words that say nothing of a subject: of grammar, numbers, agreeing, and speaking of a draft.

Each stands here in some of its forms, for it is the stems that are compared. What else every
comment holds, such as the name of the law, is found by counting (`analysis/sparse.py`).
"""

from functools import cache

from consult.analysis.stems import stem_of

COMMON = {
    "ru": """
        а без бы был была были было быть в вам вас ваш весь во вот все всё всегда всего всем
        всех всю вы где да даже для до другой его ее её если есть еще ещё же за здесь и из или
        им их к как какой когда кто кому ли либо лишь лучше между меня мне много может можно мой
        мы на над надо нас наш не него нее неё нет ни никто ничего но ну нужно нужен о об один
        она они оно он от очень по под пока после потому почему поэтому при про просто раз разве
        с сам самый свой себя сейчас со совсем так также такой там те тем теперь то тогда того
        тоже только том тот ты у уж уже хотя чего чей чем через что чтобы чуть эта эти это этого
        этой этом этот эту я будет будут стать стал могут мочь должен должны хочу хотим сделать
        делать иметь имеет является являются поддерживаю поддерживаем поддержать против согласен
        согласна согласны несогласен считаю считаем думаю полагаю прошу просим предлагаю
        предлагаем предложение хорошо плохо правильно неправильно абсолютно полностью
        категорически необходимо следует спасибо пожалуйста здравствуйте уважаемые статья статьи
        пункт часть проект поправка закон законопроект редакция конституция норма слово изменить
        изменение текст обсуждение комментарий автор мнение кроме чтоб ведь именно вообще
        который которые каждый любой иной другие наши ваши больше меньше несколько тут пусть
        нельзя которых однако например жители граждане ноль два две три четыре пять
        шесть семь восемь девять десять двадцать тридцать сорок пятьдесят сто тысяча миллион раз год
        года лет день первый второй третий половина одна одно двух
    """,
    "kk": """
        және мен бен пен да де та те бұл осы сол ол мына ана біз сіз сен олар өз өзі өзім бәрі
        барлық барлығы үшін туралы бойынша сияқты секілді дейін кейін соң бұрын қазір енді тек
        ғана өте тым ең көп аз бар жоқ емес еді екен болды болып болу болса болады болмайды
        болмаса бола керек қажет тиіс мүмкін деп деген дейді айтып қалай қандай қашан неге не
        кім қай қанша неліктен бірақ алайда себебі сондықтан егер немесе әлде яғни мысалы әр
        әрбір кез келген бір екі үш бірнеше тағы да ал сонда осында мұнда онда жатыр жүр тұр
        отыр алу беру қою ету еткен етіп жасау істеу қолдаймын қолдаймыз қолдау қарсымын
        қарсымыз қарсы келісемін келіспеймін ойлаймын ойымша менің біздің сіздің оның сұраймын
        сұраймыз ұсынамын ұсынамыз ұсыныс дұрыс жақсы жаман рахмет құрметті сәлеметсіз бап бабы
        тармақ бөлік жоба түзету заң редакция конституция мәтін сөз өзгерту пікір талқылау қосу
        алып тастау ғой шығар мүлдем толық әрине расында маған сізге оған бізге мені оны соны
        осыны соған осыған керегі төрт бес алты жеті сегіз тоғыз он жиырма отыз қырық елу жүз мың
        миллион рет жыл күн бірінші екінші үшінші жарты
    """,
    "en": """
        a about after all also am an and any are as at be because been before but by can could
        did do does don done each even every few for from get go good had has have he her here
        him his how i if in into is it its just like make many may me more most much must my
        need no nor not now of off on once one only or other our out over own please really s
        same say she should so some still such t than thank thanks that the their them then
        there these they this those through to too under until up us very want was we well were
        what when where which while who whom why will with would yes yet you your against agree
        agreed disagree support supported oppose think believe propose proposal suggest article
        clause amendment draft law bill constitution text wording change changes comment opinion
        people thing things bad right wrong we'll let us ask be being
        two three four five six seven eight nine ten hundred thousand million year years day days
        first second third half
    """,
}


@cache
def common_stems(language: str) -> frozenset[str]:
    """Return the stems of the words that say nothing in a language."""
    return frozenset(stem_of(word, language) for word in COMMON[language].split())
