import { playRecording } from './play.ts'

playRecording('misskey')
